import { deck } from '../../sites/harbour/decks.ts';
import { altered } from '../../sites/sched/programme-changes.ts';
import { called } from './checks.ts';
import { type Asked, type FaultRow, strike } from './row.ts';

/** The deck has this name in its address and in the programme. */
function published(name: string, asked: Asked, names: readonly string[], exported: readonly string[]) {
  return {
    fault: ({ site }) => {
      site.switches.programme = altered('1cQa1', { files: [deck('4e', name, 'harbour')] });
    },
    exit: 0,
    asked: { deck: '', ...asked },
    deck: 'none',
    says: null,
    stays: true,
    endsWhole: false,
    check: called(names, exported),
  } satisfies Partial<FaultRow>;
}

/** The deck's Content-Disposition gives it this name. */
function named(value: string, names: readonly string[]) {
  return {
    fault: strike('deck', { kind: 'disposition', value }),
    exit: 0,
    asked: {},
    says: null,
    stays: true,
    endsWhole: false,
    check: called(names, ['keynote.pdf']),
  } satisfies Partial<FaultRow>;
}

const LONG = 'ü'.repeat(300);
const encoded = (text: string): string => `/harbourconf2024/4e/${encodeURIComponent(text)}`;

/** What strangers call their files. A file lies under its SHA-256 whatever it is called; names are for people, here and in an export. */
export const faultsOfNames: readonly FaultRow[] = [
  {
    name: 'a name that climbs out of its directory is its last part',
    ...named('attachment; filename="../../../etc/passwd.pdf"', ['passwd.pdf']),
  },
  {
    name: 'a name with NUL in it is one without',
    ...named("attachment; filename*=UTF-8''deck%00.sh.pdf", ['deck .sh.pdf']),
  },
  {
    name: 'a name of 600 bytes is cut to 255, with its extension',
    ...named(`attachment; filename*=UTF-8''${encodeURIComponent(LONG)}.pdf`, [`${'ü'.repeat(125)}.pdf`]),
  },
  {
    name: 'a name that is written from right to left shows its true end',
    ...named("attachment; filename*=UTF-8''deck%E2%80%AEfdp.exe", ['deckfdp.exe']),
  },
  { name: 'a name of a Windows device is only a name', ...named('attachment; filename="CON.pdf"', ['CON.pdf']) },
  {
    name: 'an address that climbs out of its directory leads to no other place',
    ...published(
      '../../../etc/passwd.pdf',
      { [encoded('../../../etc/passwd.pdf')]: '200' },
      ['passwd.pdf'],
      ['etc-passwd.pdf'],
    ),
  },
  {
    name: 'an address with NUL in it is asked for as it is',
    ...published('deck\u0000.pdf', { [encoded('deck\u0000.pdf')]: '200' }, ['deck .pdf'], ['deck.pdf']),
  },
  {
    name: 'an address whose name has 600 bytes is exported under a name that any disk takes',
    ...published(
      `${LONG}.pdf`,
      { [encoded(`${LONG}.pdf`)]: '200' },
      [`${'ü'.repeat(125)}.pdf`],
      [`${'ü'.repeat(124)}….pdf`],
    ),
  },
  {
    name: 'an address with marks for writing from right to left is exported without them',
    ...published('deck\u202Efdp.pdf', { [encoded('deck\u202Efdp.pdf')]: '200' }, ['deckfdp.pdf'], ['deckfdp.pdf']),
  },
  {
    name: 'a deck called CON.pdf is exported under a name that Windows takes',
    ...published('CON.pdf', { [encoded('CON.pdf')]: '200' }, ['CON.pdf'], ['_CON.pdf']),
  },
  {
    name: 'two decks whose names differ in case alone are two files, also in an export',
    fault: ({ site }) => {
      site.switches.programme = altered('1cQa1', {
        files: [deck('4e', 'Deck.pdf', 'harbour'), deck('4e', 'deck.pdf', 'mooring')],
      });
    },
    exit: 0,
    asked: { deck: '', [encoded('Deck.pdf')]: '200', [encoded('deck.pdf')]: '200' },
    deck: 'none',
    says: null,
    stays: true,
    endsWhole: false,
    check: called(['Deck.pdf', 'deck.pdf'], ['Deck (a0082b89).pdf', 'deck (789940ab).pdf']),
  },
];
