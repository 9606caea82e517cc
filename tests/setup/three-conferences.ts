import { openArchive } from '../../src/archive/archive.ts';
import type { InspectionToSave } from '../../src/archive/inspections.ts';
import type { Programme } from '../../src/model/programme.ts';
import type { Slot } from '../../src/model/session.ts';
import { link, person, programme, session, slot } from './programme.ts';

/** What a stored file's inspection found, and the slides' words. */
interface Deck {
  readonly letter: string;
  readonly bytes: number;
  readonly slides: readonly string[];
  readonly state?: InspectionToSave['state'];
}

/** A slot on site in Copenhagen in May, two hours ahead of UTC. */
function at(day: string, from: string, until: string, room: string): Slot {
  const utc = (time: string): string =>
    `${day}T${String(Number(time.slice(0, 2)) - 2).padStart(2, '0')}${time.slice(2)}:00Z`;
  return slot(`${day}T${from}:00`, {
    localEnd: `${day}T${until}:00`,
    startsAt: utc(from),
    endsAt: utc(until),
    utcOffset: '+02:00',
    room,
  });
}

const HARBOUR_2017 = programme([
  session({
    key: 'istio',
    title: 'Istio in the harbour',
    level: 'beginner',
    track: 'Networking',
    language: 'en',
    slots: [at('2017-05-10', '09:00', '09:30', 'A')],
    people: [person('Ann Berg', { company: 'Acme' })],
    links: [link('https://files.harbour.example/istio.pdf')],
  }),
  session({
    key: 'boats',
    title: 'Storage for boats',
    level: 'intermediate',
    track: 'Storage',
    language: 'en',
    slots: [at('2017-05-10', '10:00', '10:45', 'A')],
    people: [person('Bo Lind', { company: 'Initech' })],
    links: [link('https://files.harbour.example/boats.pdf')],
  }),
  session({ key: 'lunch', title: 'Lunch', kind: 'break', slots: [at('2017-05-10', '12:00', '13:00', 'Quay')] }),
]);

const persistent = (room: string, start: string): Parameters<typeof session>[0] => ({
  key: 'persistent',
  title: 'Persistent storage',
  level: 'advanced',
  track: 'Storage',
  slots: [at('2018-05-02', start, '09:35', room)],
  people: [person('BO LIND', { company: 'INITECH' })],
  links: [link('https://slides.example/persistent')],
});

/** The programme of 2018 as it was first published, and as it was on the day before. */
const harbour2018 = (day: 'first' | 'eve'): Programme =>
  programme([
    session({
      key: 'mesh',
      title: 'Service mesh at sea',
      abstract: 'Istio and its sidecars.',
      level: 'intermediate',
      track: 'Networking',
      slots: [at('2018-05-02', '09:00', '09:30', 'A')],
      people: [person('Ann Berg', { company: 'Acme' }), person('Cy Roe', { company: 'Initech' })],
      links: [link('https://files.harbour.example/mesh.pdf')],
    }),
    session(day === 'first' ? persistent('B', '09:00') : persistent('C', '09:05')),
    session({
      key: 'pager',
      title: 'Who owns the pager?',
      kind: 'panel',
      slots: [at('2018-05-02', '10:00', '10:45', 'A')],
      people: [person('Di Poe', { role: 'moderator' }), person('Ann Berg', { company: 'Acme', role: 'panelist' })],
    }),
    session({
      key: 'sails',
      title: 'Sails',
      language: 'ja',
      level: 'any',
      track: 'Storage',
      slots: [at('2018-05-03', '11:00', '11:30', 'A')],
      people: [person('Em Ito', { company: 'Hojo' })],
      links: [link('https://files.harbour.example/sails.key')],
    }),
    session({ key: 'cranes', title: 'Cranes', cancelled: true, people: [person('Fay Kim')] }),
    ...(day === 'first' ? [session({ key: 'ropes', title: 'Ropes' })] : [session({ key: 'knots', title: 'Knots' })]),
  ]);

const LANTERN_2018 = programme([
  session({
    key: 'again',
    title: 'Service mesh, once more',
    people: [person('Ann Berg', { company: 'Acme' })],
    links: [link('https://lantern.example/mesh.pdf')],
  }),
]);

const DECKS = {
  istio: { letter: 'a', bytes: 1000, slides: ['Istio', 'Istio routes\nwhat Initech sends'] },
  boats: { letter: 'b', bytes: 2000, slides: ['Boats', 'need storage', 'that floats'] },
  meshDraft: { letter: 'c', bytes: 3000, slides: ['Mesh'] },
  mesh: { letter: 'd', bytes: 4000, slides: ['Mesh', 'An Istio sidecar', 'Thanks to Initech', ''] },
  sails: { letter: 'e', bytes: 5000, slides: [], state: 'encrypted' },
} as const satisfies Record<string, Deck>;

/**
 * Makes an archive of three small conferences in a directory: two editions of HarbourConf, read before, on the eve of and after the event,
 * and one that stands alone. Whatever an analyst asks about has a few rows in it. Nothing is left open.
 */
export function stockThreeConferences(directory: string): void {
  const archive = openArchive({ directory, mode: 'create', now: () => Date.parse('2017-04-20T02:00:00Z') });
  try {
    const remember = (slug: string, series: string | null, startsOn: string, endsOn: string): number =>
      archive.conferences.remember(
        {
          slug,
          name: slug,
          series,
          platform: 'sched',
          parameters: { origin: `https://${slug}.example` },
          stated: { startsOn, endsOn },
          titles: { people: 'none' },
          addedBy: 'operator',
        },
        '2017-04-20T02:00:00Z',
      ).id;
    const save = (conferenceId: number, read: Programme, instant: string): void => {
      const runId = archive.runs.start('test', instant);
      archive.programmes.save({
        ...{ conferenceId, runId, programme: read, parserVersion: 1, captures: [], pages: 'all', reporting: true },
        at: instant,
      });
      archive.runs.end(runId, 0, {}, instant);
    };
    const store = (url: string, deck: Deck, instant: string): void => {
      const runId = archive.runs.start('test', instant);
      const [due] = archive.decks.find(url);
      const sha256 = deck.letter.repeat(64);
      const extension = url.endsWith('.key') ? 'key' : 'pdf';
      const mediaType = extension === 'pdf' ? 'application/pdf' : 'application/vnd.apple.keynote';
      archive.decks.record({
        ...{ linkId: due?.id ?? 0, runId, at: instant, httpStatus: 200, detail: null, state: 'stored', failures: 0 },
        ...{
          nextCheckAt: null,
          etag: null,
          lastModified: null,
          outcome: due?.current === null ? 'stored' : 'new_version',
        },
        file: { sha256, bytes: deck.bytes, mediaType, extension, publishedName: null },
      });
      archive.runs.end(runId, 0, {}, instant);
    };

    const early = remember('harbour-2017', 'harbour', '2017-05-10', '2017-05-11');
    const late = remember('harbour-2018', 'harbour', '2018-05-02', '2018-05-04');
    const lantern = remember('lantern-2018', null, '2018-09-01', '2018-09-01');
    save(early, HARBOUR_2017, '2017-05-01T02:00:00Z');
    store('https://files.harbour.example/istio.pdf', DECKS.istio, '2017-05-10T02:00:00Z');
    store('https://files.harbour.example/boats.pdf', DECKS.boats, '2017-05-15T02:00:00Z');
    save(late, harbour2018('first'), '2018-04-01T02:00:00Z');
    save(late, harbour2018('eve'), '2018-05-01T02:00:00Z');
    store('https://files.harbour.example/mesh.pdf', DECKS.meshDraft, '2018-05-02T02:00:00Z');
    store('https://files.harbour.example/sails.key', DECKS.sails, '2018-05-03T02:00:00Z');
    store('https://files.harbour.example/mesh.pdf', DECKS.mesh, '2018-05-06T02:00:00Z');
    save(lantern, LANTERN_2018, '2018-10-01T02:00:00Z');
    store('https://lantern.example/mesh.pdf', DECKS.mesh, '2018-10-01T02:00:00Z');

    const files = archive.inspections.due({ slug: null, version: 1, programs: [], all: false });
    for (const deck of Object.values<Deck>(DECKS)) {
      const file = files.find(({ sha256 }) => sha256.startsWith(deck.letter));
      if (file === undefined) throw new Error(`deck ${deck.letter} was not stored`);
      const { slides, state = 'ok' } = deck;
      archive.inspections.save({
        fileId: file.id,
        at: '2018-10-02T02:00:00Z',
        version: 1,
        state,
        detail: state === 'ok' ? null : 'It wants a password.',
        pages: state === 'ok' ? slides.length : null,
        title: null,
        author: null,
        slides: slides.map((text, index) => ({ number: index + 1, text, notes: null })),
        pictures: slides.map((_, index) => ({
          ...{ number: index + 1, path: `pictures/${deck.letter}/${index + 1}.webp`, width: 480, height: 270 },
        })),
        wanted: [],
      });
    }
  } finally {
    archive.close();
  }
}
