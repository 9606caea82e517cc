/**
 * A synthetic archive for `bench/search.ts`: real-looking words by Zipf's law, sessions with people, companies, levels and tracks, a
 * deck of thirty slides each; some slides in Japanese, Chinese and Korean. Same seed, same archive.
 */
import type { Archive } from '../src/archive/archive.ts';
import type { InspectionToSave } from '../src/archive/inspections.ts';
import type { Session } from '../src/model/session.ts';
import { LEVELS } from '../src/model/vocabulary.ts';
import { link, person, programme, session, slot } from '../tests/setup/programme.ts';

const AT = '2018-05-02T09:00:00Z';
const SLIDES_A_DECK = 30;
const SESSIONS_A_CONFERENCE = 300;
const VOCABULARY = 60_000;
/** A topic of the time: it stands on a quarter of all slides, which is more than any but the smallest words do. */
export const FREQUENT = 'kubernetes';
const TRACKS = ['Storage', 'Service Mesh', 'Networking', 'Observability', 'Security', 'Runtimes', 'Case Studies'];

/** What was made, and how long the inserts of slides took. */
export interface Synthetic {
  readonly slides: number;
  readonly seconds: number;
  readonly words: readonly string[];
  readonly companies: readonly string[];
  readonly conferences: readonly string[];
}

/** Numbers in [0, 1) by the mulberry32 generator: the same for the same seed. */
export function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Fills an empty archive with at least `slides` slides. */
export function fill(archive: Archive, slides: number, seed = 1): Synthetic {
  const chance = chanceOf(seed);
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(chance() * list.length)];
  const words = makeWords(VOCABULARY, chance);
  const zipf = zipfOf(VOCABULARY, chance);
  const text = (length: number): string => Array.from({ length }, () => words[zipf()]).join(' ');
  const companies = Array.from({ length: 800 }, () => capital(words[500 + Math.floor(chance() * 20_000)] ?? ''));
  const people = Array.from({ length: 6000 }, () => `${capital(pick(words) ?? '')} ${capital(pick(words) ?? '')}`);
  const conferences: string[] = [];
  const runId = archive.runs.start('bench', AT);
  let made = 0;
  let seconds = 0;
  for (let edition = 0; made < slides; edition += 1) {
    const slug = `bench-${edition % 10}-${2010 + Math.floor(edition / 10)}`;
    conferences.push(slug);
    const conference = archive.conferences.remember(
      {
        slug,
        name: slug,
        series: `bench-${edition % 10}`,
        platform: 'sched',
        parameters: {},
        stated: {},
        titles: { people: 'none' },
        addedBy: 'operator',
      },
      AT,
    );
    const count = Math.min(SESSIONS_A_CONFERENCE, Math.ceil((slides - made) / SLIDES_A_DECK));
    const sessions: Session[] = Array.from({ length: count }, (_, index) =>
      session({
        key: `${edition}-${index}`,
        title: capital(text(6)),
        abstract: `${chance() < 0.25 ? `${FREQUENT} ` : ''}${text(120)}`,
        level: pick(LEVELS) ?? null,
        track: pick(TRACKS) ?? null,
        kind: chance() < 0.1 ? 'keynote' : 'talk',
        slots: [slot(`${2010 + Math.floor(edition / 10)}-05-0${1 + (index % 3)}T10:00:00`)],
        people: Array.from({ length: 1 + Math.floor(chance() * 2) }, () =>
          person(pick(people) ?? 'Nobody', {
            company: companies[Math.floor(chance() ** 3 * companies.length)] ?? null,
          }),
        ),
        links: [link(`https://bench.invalid/${edition}/${index}.pdf`)],
      }),
    );
    archive.programmes.save({
      conferenceId: conference.id,
      runId,
      programme: programme(sessions),
      parserVersion: 1,
      captures: [],
      pages: 'all',
      reporting: false,
      at: AT,
    });
    for (const due of archive.decks.due(slug, AT)) storeDeck(archive, runId, due.id);
    const inspections = archive.inspections
      .due({ slug, version: 1, programs: [], all: false })
      .map((file) => inspection(file.id));
    const started = performance.now();
    for (const each of inspections) archive.inspections.save(each);
    seconds += (performance.now() - started) / 1000;
    made += inspections.length * SLIDES_A_DECK;
  }
  return { slides: made, seconds, words, companies, conferences };

  function inspection(fileId: number): InspectionToSave {
    const numbers = Array.from({ length: SLIDES_A_DECK }, (_, index) => index + 1);
    const cjk = chance() < 0.03;
    return {
      fileId,
      at: AT,
      version: 1,
      state: 'ok',
      detail: null,
      pages: SLIDES_A_DECK,
      title: null,
      author: null,
      slides: numbers.map((number) => ({
        number,
        text:
          cjk && chance() < 0.8
            ? `${cjkText(chance)}\n${chance() < 0.25 ? `${FREQUENT} ` : ''}${text(8)}`
            : slideText(),
        notes: chance() < 0.15 ? text(40) : null,
      })),
      pictures: numbers.map((number) => ({
        number,
        path: `pictures/${fileId}/${number}.webp`,
        width: 480,
        height: 270,
      })),
      wanted: [],
    };
  }

  function slideText(): string {
    const lines = 2 + Math.floor(chance() * 8);
    const body = Array.from({ length: lines }, () => text(3 + Math.floor(chance() * 8)));
    if (chance() < 0.25) body.splice(Math.floor(chance() * lines), 0, `${FREQUENT} ${text(3)}`);
    return [capital(text(4)), ...body].join('\n');
  }
}

function storeDeck(archive: Archive, runId: number, linkId: number): void {
  archive.decks.record({
    linkId,
    runId,
    at: AT,
    outcome: 'stored',
    httpStatus: 200,
    detail: null,
    state: 'stored',
    failures: 0,
    nextCheckAt: null,
    file: {
      sha256: linkId.toString(16).padStart(64, '0'),
      bytes: 1000,
      mediaType: 'application/pdf',
      extension: 'pdf',
      publishedName: 'deck.pdf',
    },
    etag: null,
    lastModified: null,
  });
}

const ONSETS = 'b c ch cl d dr f fl g gr h j k l m n p pl pr qu r s sc sh sp st t th tr v w y z'.split(' ');
const NUCLEI = 'a e i o u ai ea ee io oo ou'.split(' ');
const CODAS = ['', '', '', 'n', 'r', 's', 't', 'l', 'm', 'ck', 'nd', 'ng', 'st'];
const ENDINGS = ['', '', '', 'er', 'ing', 'ed', 'ion', 's', 'able', 'ly', 'ment'];

/** Different words of one to four syllables, short ones first, as in a language. */
function makeWords(count: number, chance: () => number): string[] {
  const pick = (list: readonly string[]): string => list[Math.floor(chance() * list.length)] ?? '';
  const words = new Set<string>();
  while (words.size < count) {
    const syllables = 1 + Math.floor((words.size / count) * 2 + chance() * 2);
    const stem = Array.from({ length: syllables }, () => pick(ONSETS) + pick(NUCLEI) + pick(CODAS)).join('');
    words.add(stem + (syllables > 1 ? pick(ENDINGS) : ''));
  }
  return [...words];
}

/** Ranks from 0 by Zipf's law with Mandelbrot's shift: rank r as often as 1 / (r + 2.7). */
function zipfOf(count: number, chance: () => number): () => number {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let rank = 0; rank < count; rank += 1) sums[rank] = sum += 1 / (rank + 2.7);
  return () => {
    const wanted = chance() * sum;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

const CJK_WORDS = (
  '日本語 文書 保存 容器 管理 分散 監視 性能 設計 入門 運用 障害 对象 存储 网络 服务 集群 调度 容器化 可观测性 ' +
  'コンテナ サービス メッシュ ストレージ クラスタ ネットワーク 쿠버네티스 컨테이너 저장소 네트워크 서비스 관리'
).split(' ');

function cjkText(chance: () => number): string {
  const runs = Array.from({ length: 6 }, () =>
    Array.from(
      { length: 2 + Math.floor(chance() * 4) },
      () => CJK_WORDS[Math.floor(chance() ** 2 * CJK_WORDS.length)],
    ).join(''),
  );
  return runs.join('。\n');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
