import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { corpusJson, corpusPath, describeCorpus } from '../../setup/corpus.ts';
import { filePath, slugOf } from './addresses.ts';
import { dayOf } from './conference.ts';
import { fromCorpus, REPLICABLE } from './from-corpus.ts';

/** The talks of the trip report, by the day they were heard on. */
const TRIP_REPORT: Record<string, readonly string[]> = {
  '2018-05-02': ['DqvL', 'Dqu4', 'DquZ', 'Dquc', 'Dquf', 'Dquk'],
  '2018-05-03': ['Dqtz', 'Dquw', 'DqvQ', 'Dqv8', 'Dro2'],
  '2018-05-04': ['Dqvi', 'Dqvc', 'Dqvo', 'DqwK', 'DqwP', 'Dqw6'],
};

describeCorpus('replicas of real editions', () => {
  it('KubeCon Europe 2018 has all its sessions, files and videos', () => {
    const { sessions } = fromCorpus(corpusPath('sched', 'kubecon-eu-2018.json'));
    const files = sessions.flatMap((session) => session.files);
    expect(sessions).toHaveLength(359);
    expect(files).toHaveLength(219);
    expect(sessions.filter(({ video }) => video !== undefined)).toHaveLength(289);
    expect(new Set(files.map(({ body }) => createHash('sha256').update(body()).digest('hex'))).size).toBe(219);
  });

  it('the sessions of the trip report are on the days of the report', () => {
    const { sessions } = fromCorpus(corpusPath('sched', 'kubecon-eu-2018.json'));
    const days = new Map(sessions.map((session) => [session.shortId, dayOf(session)]));
    for (const [day, ids] of Object.entries(TRIP_REPORT)) {
      expect(ids.map((id) => days.get(id))).toEqual(ids.map(() => day));
    }
    expect(sessions.find(({ shortId }) => shortId === 'EBoD')).toMatchObject({ start: '2018-05-01T09:00' });
  });

  it('at most eleven sessions run in tracks at once', () => {
    const { sessions } = fromCorpus(corpusPath('sched', 'kubecon-eu-2018.json'));
    const tracks = sessions.filter(({ room }) => room?.startsWith('Room'));
    const counts = [...Map.groupBy(tracks, ({ start }) => start).values()].map((together) => together.length);
    expect(Math.max(...counts)).toBe(11);
  });

  it.each(REPLICABLE)('%s keeps its ids, its days and the addresses of its files', (name) => {
    const scraped = corpusJson<{ sessions: { url: string; attachment: { url: string }[] | null }[] }>(
      'sched',
      `${name}.json`,
    );
    const conference = fromCorpus(corpusPath('sched', `${name}.json`));
    const paths = conference.sessions.flatMap(({ files }) => files.map((file) => filePath(conference.event, file)));
    const published = scraped.sessions.flatMap(({ attachment }) => (attachment ?? []).map(({ url }) => url));
    expect(paths).toEqual(published.map((url) => new URL(url).pathname.replace('/hosted_files', '')));
    expect(new Set(conference.sessions.map(({ md5 }) => md5)).size).toBe(scraped.sessions.length);
    expect(conference.sessions.every(({ start, end }) => start < end)).toBe(true);
    expect(conference.sessions.map(dayOf)).toEqual(conference.sessions.map(dayOf).toSorted());
  });

  it.each(REPLICABLE)('slugs of %s are cut as Sched cut them', (name) => {
    const { sessions } = corpusJson<{ sessions: { name: string; url: string }[] }>('sched', `${name}.json`);
    const others = sessions.filter(
      ({ name: title, url }) => /\/event\/\w+\/([^?]*)/.exec(url)?.[1] !== slugOf(title.replaceAll(/[+#]/g, '')),
    );
    expect(others.map(({ name: title, url }) => [title, url])).toEqual([]);
  });
});
