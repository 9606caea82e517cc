import { type AgendaLine, parseAgendaLine, splitTime } from '../../model/agenda-line.ts';
import { tidy } from '../../model/text.ts';

/** An agenda line and the text it was read from, without its time. */
export interface AgendaItem extends AgendaLine {
  readonly published: string;
}

/** From this many lines on a page is an agenda: one time is an opening hour, two may be. */
export const FEWEST_LINES = 3;

/**
 * A time range that begins an item, also glued to the item before it (`TSC Chair09:50-10:00 Guest Speaker`, Sched EBoD).
 */
const RANGE = /(?<![\d:.])(?=\d{1,2}[:.]\d{2} ?[-–—] ?\d{1,2}[:.]\d{2}(?!\d))/u;

/**
 * The start of what follows the last item without a break: `Happy Hour with Bites and BeerRegistration: Add this
 * training ...`. Organisers' text loses its paragraphs on the way, so a label is glued to the word before it.
 */
const GLUED_LABEL = /(?<=[\p{Ll}\d.!?)])(?=\p{Lu}\p{Ll}+(?: \p{L}+){0,3}: )/u;

/** A title longer than this has run into prose, which is cut off at the first end of a sentence. */
const LONGEST_ITEM = 250;

/** How far apart two agenda lines may stand and still belong to one list: one line between them. */
const NEIGHBOURS = 2;

/** More lines than any agenda has: each is taken apart, which takes up to a millisecond. */
const MOST_LINES = 10_000;

/** More items than any agenda of one page: KubeCon Europe 2026, which nobody writes by hand, has 596. */
const MOST_ITEMS = 2_000;

/**
 * The items of an agenda. Where lines have times, those are the items; else the lines of a list in which most look like
 * agenda lines (`Title (by Name, Company)`). Empty for a text that is no agenda, or longer than any.
 */
export function agendaItems(text: readonly string[]): readonly AgendaItem[] {
  const lines = text.map(tidy).filter((line) => line !== '');
  const pieces = lines.flatMap((line) => line.split(RANGE)).filter((piece) => piece !== '');
  if (pieces.length > MOST_LINES) return [];
  const timed = timedItems(pieces);
  const items = timed.length >= FEWEST_LINES ? timed : listedItems(lines);
  return items.length > MOST_ITEMS ? [] : items;
}

function timedItems(pieces: readonly string[]): readonly AgendaItem[] {
  const items: AgendaItem[] = [];
  let pending = '';
  for (const piece of pieces) {
    const { times, rest } = splitTime(piece);
    if (times.startTime === null) {
      // A time on a line of its own belongs to the line below it.
      if (pending !== '') items.push(...itemOf(`${pending} ${piece}`));
      pending = '';
    } else if (rest === '') {
      pending = piece;
    } else {
      items.push(...itemOf(piece));
      pending = '';
    }
  }
  return items;
}

function itemOf(text: string): readonly AgendaItem[] {
  const whole = withoutRunOn(text);
  const line = parseAgendaLine(whole);
  return line === null ? [] : [{ ...line, published: splitTime(whole).rest }];
}

function withoutRunOn(text: string): string {
  const label = GLUED_LABEL.exec(text);
  const item = label === null ? text : text.slice(0, label.index);
  if (item.length <= LONGEST_ITEM) return item;
  const end = /[.!?](?= )/u.exec(item);
  return end === null ? item : item.slice(0, end.index);
}

function listedItems(lines: readonly string[]): readonly AgendaItem[] {
  const parsed = lines.map((line) => (line.length > LONGEST_ITEM ? [] : itemOf(line)));
  const named = parsed.flatMap((items, index) => (items.some(({ people }) => people.length > 0) ? [index] : []));
  let best: number[] = [];
  let run: number[] = [];
  for (const index of named) {
    if (index - (run.at(-1) ?? index) > NEIGHBOURS) run = [];
    run.push(index);
    if (run.length > best.length) best = run;
  }
  const first = best[0];
  const last = best.at(-1);
  if (first === undefined || last === undefined || best.length < FEWEST_LINES) return [];
  return parsed.slice(first, last + 1).flat();
}
