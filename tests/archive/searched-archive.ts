import { link, person, programme, session, slot } from '../setup/programme.ts';
import { AT, type TrialArchive, trialArchive } from '../setup/trial-archive.ts';

/** Names of the files of the trial: 64 times this digit. */
export const SHA = (digit: string): string => digit.repeat(64);

/** A slide's text and notes. */
export type SlideText = string | readonly [text: string, notes: string];

const ISTIO = session({
  key: 'istio',
  title: 'Building Hybrid Clouds with Istio',
  level: 'intermediate',
  track: 'Service Mesh',
  kind: 'keynote',
  slots: [slot('2018-05-02T14:00:00', { startsAt: '2018-05-02T12:00:00Z', room: 'B4' })],
  people: [
    person('Allan Naïm', { company: 'Google' }),
    person('Rohit Agarwalla', { company: 'Cisco Systems' }),
    person('Kim Allan', { company: 'Red Hat' }),
  ],
  links: [link('https://x.org/istio.pdf'), link('https://youtu.be/1', { kind: 'video', origin: 'field' })],
  url: 'https://x.org/event/istio',
});
const MESH = session({
  key: 'mesh',
  title: 'Service Mesh in Production',
  abstract: 'Why we chose Istio. Latency of storage.',
  level: 'beginner',
  track: 'Service Mesh',
  slots: [slot('2018-05-03T10:00:00')],
  people: [person('Sara Ek', { company: 'Hat Red Ltd' })],
  links: [link('https://x.org/mesh.pdf')],
});
const STORAGE = session({
  key: 'storage',
  title: 'Storage 入門',
  abstract: '日本語の文書。',
  slots: [slot('2018-05-04T10:00:00')],
  people: [person('Søren Bøgh', { company: 'サイボウズ株式会社' }), person('Łucja Dąbrowska')],
  links: [link('https://x.org/storage.pdf'), link('https://x.org/old.pdf')],
});
const LUNCH = session({ key: 'lunch', title: 'Lunch', kind: 'break', slots: [slot('2018-05-02T12:00:00')] });
const GONE = session({ key: 'gone', title: 'A cancelled talk', cancelled: true, level: 'any' });

/** A trial archive with sessions, and a way to give their links decks with slides. */
export interface SearchedArchive extends TrialArchive {
  /** Stores a file of these slides as the newest version of the link with this name. */
  deck(name: string, digit: string, slides: readonly SlideText[]): void;
  /** Takes a link off the session `storage`. */
  removeLink(name: string): void;
}

/** Five sessions of `trial-2018`, no deck yet. */
export function searchedArchive(): SearchedArchive {
  const trial = trialArchive();
  const { archive, runId } = trial;
  trial.save(programme([ISTIO, MESH, STORAGE, LUNCH, GONE]));
  return {
    ...trial,
    deck(name, digit, slides) {
      const [due] = archive.decks.find(`https://x.org/${name}.pdf`);
      archive.decks.record({
        linkId: due?.id ?? 0,
        runId,
        outcome: due?.current === null ? 'stored' : 'new_version',
        httpStatus: 200,
        detail: null,
        failures: 0,
        nextCheckAt: null,
        etag: null,
        lastModified: null,
        at: AT,
        state: 'stored',
        file: {
          sha256: SHA(digit),
          bytes: 10,
          mediaType: 'application/pdf',
          extension: 'pdf',
          publishedName: `${name}.pdf`,
        },
      });
      const [file] = trial.rows(`SELECT id FROM files WHERE sha256 = '${SHA(digit)}'`);
      const numbered = slides.map((slide, index) => {
        const [text, notes] = typeof slide === 'string' ? [slide, null] : slide;
        return { number: index + 1, text, notes };
      });
      archive.inspections.save({
        fileId: Number(file?.['id']),
        at: AT,
        version: 1,
        state: 'ok',
        detail: null,
        pages: slides.length,
        title: null,
        author: null,
        slides: numbered,
        pictures: [{ number: 1, path: `pictures/${digit}/1.webp`, width: 480, height: 270 }],
        wanted: [],
      });
    },
    removeLink(name) {
      const links = STORAGE.links.filter(({ url }) => url !== `https://x.org/${name}.pdf`);
      trial.save(programme([ISTIO, MESH, { ...STORAGE, links }, LUNCH, GONE]));
    },
  };
}
