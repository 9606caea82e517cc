import * as fc from 'fast-check';
import type { ExportConference, ExportLink, ExportPerson, ExportSession } from '../../src/archive/export-records.ts';
import type { Slot } from '../../src/model/session.ts';
import {
  AVAILABILITIES,
  LEVELS,
  LINK_KINDS,
  LINK_ORIGINS,
  LINK_STATES,
  ROLES,
  SESSION_KINDS,
  SESSION_STATES,
} from '../../src/model/vocabulary.ts';
import { exportFile } from './records.ts';

/** What breaks one format or another. */
const NASTY = [
  '\u0000',
  '\u0008\u001B[31m',
  '\u0085',
  '\u2028',
  '\uFFFE',
  '\uFFFF',
  '\uD800',
  '\uDC00x',
  '\r\nEND:VEVENT\r\nBEGIN:VEVENT',
  '\\',
  '\\n',
  '{',
  '}',
  '}}},\n@misc{evil,',
  ']]>',
  '</event></room><!--',
  '&amp;&#0;',
  '</script>',
  'true',
  '__proto__',
  'constructor',
  '%zz',
  '"',
  "'",
  ';',
  ',',
  ':',
  ' and ',
  '漢字かな交じり',
  '👩‍👩‍👧‍👦',
];

/** Any text, also with what breaks one format or another. */
export const anyText = fc
  .array(
    fc.oneof(fc.string({ maxLength: 12 }), fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom(...NASTY)),
    {
      maxLength: 6,
    },
  )
  .map((parts) => parts.join(''));
const text = anyText;
const optional = fc.option(text);
const oneOf = <T>(words: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...words);

const milliseconds = fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2050, 0) });
const instant = milliseconds.map((at) => `${new Date(at).toISOString().slice(0, 19)}Z`);
const wall = instant.map((at) => at.slice(0, 19));
const day = instant.map((at) => at.slice(0, 10));

const slot: fc.Arbitrary<Slot> = fc.record({
  startsAt: fc.oneof(fc.option(instant), instant, instant, text),
  endsAt: fc.oneof(fc.option(instant), instant, instant, text),
  localStart: fc.oneof(wall, day, fc.constant(null), text),
  localEnd: fc.oneof(wall, day, fc.constant(null), text),
  utcOffset: fc.oneof(fc.constantFrom('+02:00', '-08:00', '+05:45', '+25:00', null), text),
  room: optional,
});

const webText = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  text.map((tail) => `https://example.org/${tail}`),
  text.map((tail) => `http://example.org:8080/a?q=${tail}#${tail}#%`),
  text,
);

const person: fc.Arbitrary<ExportPerson> = fc.record({
  key: text,
  name: fc.oneof(text, fc.constantFrom('Ad van der Veer', 'Jane Doe, Jr.', '草間 一人', 'Zoë', 'Red Hat')),
  role: oneOf(ROLES),
  jobTitle: optional,
  company: optional,
  bio: optional,
  url: fc.option(webText),
});

const link: fc.Arbitrary<ExportLink> = fc.record({
  url: webText,
  label: optional,
  kind: oneOf(LINK_KINDS),
  origin: oneOf(LINK_ORIGINS),
  state: oneOf(LINK_STATES),
  files: fc.array(
    fc.record({ mediaType: fc.oneof(fc.constant('application/pdf'), text), title: optional }).map(exportFile),
    { maxLength: 2 },
  ),
});

/** Any conference: texts with anything in them, dates that are none. Slug and instants are of the form that the archive gives them. */
export const anyConference: fc.Arbitrary<ExportConference> = fc.record({
  slug: fc.stringMatching(/^[a-z0-9]{1,8}(?:-[a-z0-9]{1,6})?$/u),
  name: text,
  series: optional,
  url: fc.option(webText),
  city: optional,
  country: optional,
  venue: optional,
  timeZone: fc.oneof(
    fc.constantFrom('Europe/Copenhagen', 'America/Los_Angeles', 'Asia/Shanghai', 'Australia/Lord_Howe', 'UTC', null),
    text,
  ),
  startsOn: fc.oneof(day, fc.constant(null), text),
  endsOn: fc.oneof(day, fc.constant(null), text),
  lastReadAt: fc.option(instant),
});

/** Any session of that conference, likewise. */
export function anySession(conference: ExportConference): fc.Arbitrary<ExportSession> {
  return fc.record({
    conference: fc.constant(conference),
    key: text,
    url: fc.option(webText),
    title: text,
    publishedTitle: text,
    kind: oneOf(SESSION_KINDS),
    state: oneOf(SESSION_STATES),
    availability: fc.option(oneOf(AVAILABILITIES)),
    level: fc.option(oneOf(LEVELS)),
    publishedLevel: optional,
    track: optional,
    language: optional,
    abstract: optional,
    slots: fc.array(slot, { maxLength: 3 }),
    people: fc.array(person, { maxLength: 3 }),
    tags: fc.array(text, { maxLength: 3 }),
    links: fc.array(link, { maxLength: 3 }),
    removedLinks: fc.array(link, { maxLength: 2 }),
    firstSeenAt: instant,
    withdrawnAt: fc.option(instant),
    revision: fc.nat({ max: 1000 }),
    changedAt: fc.option(instant),
  });
}

/** Sessions of one conference, in no order, each with a key of its own as the archive sees to. */
export const anySessions: fc.Arbitrary<ExportSession[]> = anyConference.chain((conference) =>
  fc.uniqueArray(anySession(conference), { selector: ({ key }) => key, minLength: 1, maxLength: 5 }),
);
