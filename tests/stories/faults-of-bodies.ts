import { harbour } from '../sites/harbour/conference.ts';
import { askedForTheWhole, takesAtMost } from './fault-checks.ts';
import { DECK_DUE, type FaultRow, strike } from './fault-trial.ts';

const TOO_LARGE = 'failed too_large';
/** A file that is too large is asked for again after a month, when the others are due as well. */
const IN_A_MONTH = { days: 31, asked: { ...DECK_DUE, 'other deck': '304' } };
const SOME = ['--max-file-bytes', '1000000'];
const [, keynote] = harbour.sessions;
const NEWER = Buffer.concat([
  Buffer.from('%PDF-1.7\n% a second thought\n'),
  keynote?.files[0]?.body() ?? Buffer.alloc(0),
]);
const newer = { kind: 'replaced', body: NEWER } as const;
const OFFERED_AGAIN = { 'file robots': '200', deck: '206' };

/** What comes in the place of a deck, and what becomes of a deck that came by halves. */
export const faultsOfBodies: readonly FaultRow[] = [
  {
    name: 'a deck that redirects to itself is asked for once',
    fault: strike('deck', { kind: 'redirect', status: 302, location: '/harbourconf2024/4e/keynote.pdf' }),
    exit: 3,
    asked: { deck: '302' },
    deck: 'failed failed',
    says: /redirects in a circle/,
    next: { asked: DECK_DUE },
  },
  {
    name: 'a deck that redirects for ever is followed ten times',
    fault: strike('deck', { kind: 'endless_redirect' }),
    exit: 3,
    asked: {
      deck: '302',
      ...Object.fromEntries(
        Array.from({ length: 10 }, (_, hop) => [`/harbourconf2024/4e/keynote.pdf?hop=${hop + 1}`, '302']),
      ),
    },
    deck: 'failed failed',
    says: /redirects more than 10 times/,
    next: { asked: DECK_DUE },
  },
  {
    name: 'a deck that redirects to a private address is left out, and the operator is told how to allow it',
    fault: strike('deck', { kind: 'redirect', status: 302, location: 'http://10.0.0.1/keynote.pdf' }),
    exit: 0,
    asked: { deck: '302' },
    deck: 'unavailable unavailable',
    says: /was left out\. 10\.0\.0\.1:80 is not asked.*add --allow-host 10\.0\.0\.1:80\.$/,
    next: { days: 7, asked: DECK_DUE },
  },
  {
    name: 'a deck that redirects to a file of this machine is left out',
    fault: strike('deck', { kind: 'redirect', status: 302, location: 'file:///etc/passwd' }),
    exit: 0,
    asked: { deck: '302' },
    deck: 'unavailable unavailable',
    says: /only http and https are asked/,
    next: { days: 7, asked: DECK_DUE },
  },
  {
    name: 'a gzip bomb is given up at the limit, and leaves nothing behind',
    fault: strike('deck', { kind: 'bomb', bytes: 20_000_000 }),
    flags: SOME,
    exit: 3,
    asked: { deck: 'too_large' },
    deck: TOO_LARGE,
    says: /keynote\.pdf was not stored\. The file is larger than the limit of 1000000 bytes\.$/,
    next: IN_A_MONTH,
    check: takesAtMost(1_500_000),
  },
  {
    name: 'a deck of 5 GB that says so is not read',
    fault: strike('deck', { kind: 'endless', bytes: 5e9, announced: true }),
    exit: 3,
    asked: { deck: 'too_large' },
    deck: TOO_LARGE,
    says: /The file is larger than the limit of 1073741824 bytes\.$/,
    next: IN_A_MONTH,
    check: takesAtMost(1_500_000),
  },
  {
    name: 'a deck of 5 GB that does not say so is read up to the limit, and leaves nothing behind',
    fault: strike('deck', { kind: 'endless', bytes: 5e9, announced: false }),
    flags: SOME,
    exit: 3,
    asked: { deck: 'too_large' },
    deck: TOO_LARGE,
    says: /The file is larger than the limit of 1000000 bytes\.$/,
    next: IN_A_MONTH,
    check: takesAtMost(1_500_000),
  },
  {
    name: 'a web page in the place of a deck is no deck',
    fault: strike('deck', { kind: 'web_page' }),
    exit: 3,
    asked: {},
    deck: 'failed failed',
    says: /keynote\.pdf was not stored\. A web page came in the place of the file\.$/,
    next: { asked: DECK_DUE },
  },
  {
    name: 'a web page that says it is a PDF is no deck',
    fault: strike('deck', { kind: 'web_page', asFile: true }),
    exit: 3,
    asked: {},
    deck: 'failed failed',
    says: /A web page came in the place of the file\.$/,
    next: { asked: DECK_DUE },
  },
  {
    name: 'an empty file is no deck',
    fault: strike('deck', { kind: 'short', bytes: 0 }),
    exit: 3,
    asked: {},
    deck: 'failed failed',
    says: /keynote\.pdf was not stored\. The file is empty\.$/,
    next: { asked: DECK_DUE },
  },
  {
    name: 'a deck behind a bot check needs a person, who is told what to do',
    fault: strike('deck', { kind: 'bot_check' }),
    exit: 0,
    asked: { deck: '403' },
    deck: 'wall wall',
    says: /Fetch (\S+keynote\.pdf) in a browser and run: deckhand attach \1 FILE$/,
    next: { days: 7, asked: DECK_DUE },
  },
  {
    name: 'a bot check that says 200 is no deck either',
    fault: strike('deck', { kind: 'bot_check', status: 200 }),
    exit: 0,
    asked: {},
    deck: 'wall wall',
    says: /A login page or a bot check came in the place of the file\. Fetch /,
    next: { days: 7, asked: DECK_DUE },
  },
  {
    name: 'a deck that is not there yet is no failure, and is asked for on the next night',
    fault: strike('deck', { kind: 'status', status: 404 }),
    exit: 0,
    asked: { deck: '404' },
    deck: 'not_yet not_yet',
    says: null,
    next: { asked: DECK_DUE },
  },
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
