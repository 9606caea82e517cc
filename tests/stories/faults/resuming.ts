import { harbour } from '../../sites/harbour/conference.ts';
import { askedForTheWhole } from './checks.ts';
import { DECK_DUE, type FaultRow, strike } from './row.ts';

const [, keynote] = harbour.sessions;
const NEWER = Buffer.concat([
  Buffer.from('%PDF-1.7\n% a second thought\n'),
  keynote?.files[0]?.body() ?? Buffer.alloc(0),
]);
const newer = { kind: 'replaced', body: NEWER } as const;
const OFFERED_AGAIN = { 'file robots': '200', deck: '206' };

/** What becomes of a deck that came by halves, and what validators are worth. */
export const faultsOfResuming: readonly FaultRow[] = [
  {
    name: 'half a deck of last night is gone on with',
    before: 'half',
    fault: () => undefined,
    exit: 0,
    asked: { deck: '206' },
    says: null,
  },
  {
    name: 'half a deck is dropped when the ETag is another tonight, and the whole of the new one comes in the same request',
    before: 'half',
    fault: strike('deck', newer),
    exit: 0,
    asked: {},
    says: null,
    stays: true,
    endsWhole: false,
  },
  {
    name: 'an ETag that changes between two attempts of one run makes no file of two versions',
    fault: ({ site }) => {
      const path = '/harbourconf2024/4e/keynote.pdf';
      site.fault(path, { kind: 'cut', bytes: 1000 }, { times: 1 });
      site.fault(path, newer, { skip: 1 });
    },
    exit: 0,
    asked: { deck: 'cut_short 200' },
    says: null,
    stays: true,
    endsWhole: false,
  },
  {
    name: 'a rest of another version, from a server that does not know If-Range, is not taken',
    before: 'half',
    fault: (trial) => {
      strike('deck', newer)(trial);
      strike('deck', { kind: 'careless_range' })(trial);
    },
    exit: 0,
    asked: { deck: 'malformed 200' },
    says: null,
    stays: true,
    endsWhole: false,
  },
  {
    name: 'half a deck is taken anew from servers that give each answer another ETag',
    before: 'half',
    fault: strike('deck', { kind: 'changing_etag' }),
    exit: 0,
    asked: {},
    says: null,
  },
  {
    name: 'a weak ETag is no ground to go on from, within a run or after it',
    fault: (trial) => {
      strike('deck', { kind: 'weak_etag' })(trial);
      strike('deck', { kind: 'cut', bytes: 1000 })(trial);
    },
    exit: 3,
    asked: { deck: 'cut_short cut_short cut_short' },
    deck: 'failed failed',
    says: /the connection broke in the midst of the answer/,
    next: { asked: DECK_DUE },
    check: askedForTheWhole,
  },
  {
    name: 'a Last-Modified alone is no ground to go on from',
    fault: (trial) => {
      strike('deck', { kind: 'date_alone' })(trial);
      strike('deck', { kind: 'cut', bytes: 1000 })(trial);
    },
    exit: 3,
    asked: { deck: 'cut_short cut_short cut_short' },
    deck: 'failed failed',
    says: /the connection broke in the midst of the answer/,
    next: { asked: DECK_DUE },
    check: askedForTheWhole,
  },
  {
    name: 'half a deck is taken anew from a server that ignores Range',
    before: 'half',
    fault: strike('deck', { kind: 'no_range' }),
    exit: 0,
    asked: {},
    says: null,
  },
  {
    name: 'half a deck is taken anew from a server that answers 416',
    before: 'half',
    fault: strike('deck', { kind: 'refused_range' }),
    exit: 0,
    asked: { deck: '416 200' },
    says: null,
  },
  {
    name: 'half a deck that stalls again keeps what it has',
    before: 'half',
    fault: strike('deck', { kind: 'stalled', bytes: 10 }),
    hurry: { place: 'deck', limits: { bodyIdleMs: 100 } },
    exit: 3,
    asked: { deck: 'timed_out timed_out timed_out' },
    deck: 'failed failed',
    says: /silence for 100 ms/,
    next: { days: 2, asked: OFFERED_AGAIN },
  },
  {
    name: 'a stored deck with a weak ETag is asked for conditionally all the same',
    before: 'old archive',
    always: strike('deck', { kind: 'weak_etag' }),
    fault: () => undefined,
    exit: 0,
    asked: {},
    deck: 'stored unchanged',
    otherDeck: 'stored unchanged',
    says: null,
  },
  {
    name: 'a Last-Modified that moves while the deck stays costs a download and makes no new version',
    before: 'old archive',
    fault: strike('deck', { kind: 'date_alone', lastModified: 'Mon, 10 Jun 2024 08:00:00 GMT' }),
    exit: 0,
    asked: { deck: '200' },
    deck: 'stored unchanged',
    otherDeck: 'stored unchanged',
    says: null,
  },
  {
    name: 'a Last-Modified that stays while the deck changes is believed: nothing else is known of it',
    before: 'old archive',
    always: strike('deck', { kind: 'date_alone' }),
    fault: (trial) => {
      strike('deck', newer)(trial);
      strike('deck', { kind: 'date_alone' })(trial);
    },
    exit: 0,
    asked: {},
    deck: 'stored unchanged',
    otherDeck: 'stored unchanged',
    says: null,
  },
  {
    name: 'a stored deck that is replaced becomes a new version beside the old one',
    before: 'old archive',
    fault: strike('deck', newer),
    exit: 0,
    asked: { deck: '200' },
    deck: 'stored new_version',
    otherDeck: 'stored unchanged',
    says: null,
    stays: true,
    endsWhole: false,
  },
  {
    name: 'a stored deck that becomes a web page stays stored',
    before: 'old archive',
    fault: strike('deck', { kind: 'web_page' }),
    exit: 3,
    asked: { deck: '200' },
    deck: 'stored failed',
    otherDeck: 'stored unchanged',
    says: /A web page came in the place of the file/,
    next: { asked: { 'file robots': '200', deck: '304' } },
  },
];
