import ICAL from 'ical.js';

/** A property of a calendar in the form of jCal (RFC 7265, 3.4): name, parameters, type of the value, values. */
export type CalendarProperty = readonly [
  name: string,
  parameters: Readonly<Record<string, string>>,
  type: string,
  ...values: (string | number)[],
];

/** RFC 5545, 3.1: lines should not be longer than this, in octets, the line end not counted. */
const LINE_OCTETS = 75;
const LINE_END = '\r\n';

/** A component with its properties and, behind them, components of its own that are lines already. */
export function componentLines(name: string, properties: readonly CalendarProperty[], inner = ''): string {
  return `BEGIN:${name}${LINE_END}${properties.map(contentLine).join('')}${inner}END:${name}${LINE_END}`;
}

/** A text property that ical.js does not know: it would write `;VALUE=TEXT` into it, at which readers that look for `NAME:` stumble. */
export function newerText(name: string, text: string): CalendarProperty {
  return [name, {}, 'unknown', ICAL.stringify.value(text, 'text', ICAL.design.defaultSet, false)];
}

/** One property, escaped by its type and folded, with its line end. */
export function contentLine(property: CalendarProperty): string {
  return `${folded(ICAL.stringify.property([...property], ICAL.design.defaultSet, true))}${LINE_END}`;
}

/**
 * Folds between characters, never inside one. Not by ical.js: its lines after the first have 75 octets behind the blank that a fold begins
 * with, one more than the RFC has.
 */
function folded(line: string): string {
  if (Buffer.byteLength(line) <= LINE_OCTETS) return line;
  let text = '';
  let room = LINE_OCTETS;
  for (const character of line) {
    const octets = Buffer.byteLength(character);
    if (octets > room) {
      text += `${LINE_END} `;
      room = LINE_OCTETS - 1;
    }
    text += character;
    room -= octets;
  }
  return text;
}
