import { describe, expect, it } from 'vitest';
import { openArchive } from '../../src/archive/archive.ts';
import { EVERYTHING, type ExportSelection } from '../../src/archive/export-selection.ts';
import { programme, session } from '../setup/programme.ts';
import { exportArchive, opened, SESSIONS } from './trial-export.ts';

const day = (from: string, to = from) => ({ days: [{ from, to }] });

describe('a selection', () => {
  it.each<[string, Partial<ExportSelection>, string[]]>([
    ['nothing, in order of time, the undated last', {}, ['storage', 'mesh', 'lunch', 'off', 'sometime']],
    ['a day', day('2018-05-02'), ['storage', 'mesh']],
    ['a day of a second slot', day('2018-05-04'), ['mesh']],
    ['days in a row', day('2018-05-03', '2018-05-04'), ['mesh', 'lunch', 'off']],
    ['levels', { levels: ['beginner', 'advanced'] }, ['storage']],
    ['kinds', { kinds: ['break'] }, ['lunch']],
    ['a track, whatever its letter case', { tracks: ['networking'] }, ['mesh']],
    ['a question', { question: 'sidecars' }, ['mesh']],
    ['a question nothing answers', { question: 'blockchain' }, []],
    ['keys, in order of time and not as typed', { keys: ['mesh', 'storage'] }, ['storage', 'mesh']],
    ['another id of the platform', { keys: ['4f0'] }, ['mesh']],
    ['stored decks', { hasDeck: true }, ['storage', 'mesh']],
    ['several things at once', { hasDeck: true, levels: ['beginner'] }, ['storage']],
    ['a series', { series: ['trial'] }, ['storage', 'mesh', 'lunch', 'off', 'sometime']],
    ['another conference', { conferences: ['else-2018'] }, []],
  ])('by %s', async (_, selection, keys) => {
    const source = opened(await exportArchive(), selection);
    expect([...source.sessions()].map(({ key }) => key)).toEqual(keys);
    expect(source.sessionCount).toBe(keys.length);
    expect([...source.rows('sessions')].map((row) => row['key'])).toEqual(keys);
  });

  it.each<[string, Partial<ExportSelection>, RegExp]>([
    [
      'a track',
      { tracks: ['Netwroking'] },
      /^--track Netwroking: .* Did you mean Networking\? There are: Networking, Storage\.$/,
    ],
    ['a series', { series: ['trail'] }, /^--series trail: .* Did you mean trial\? There are: trial\.$/],
    ['a key', { keys: ['mesh', 'nope'] }, /^--key nope: no session of the selected conferences has this id\./],
    ['a question', { question: '"never closed' }, /^The question cannot be understood/],
  ])('that names %s which is not there is refused, and the next one works', async (_, selection, message) => {
    const { archive } = await exportArchive();
    expect(() => archive.exports({ ...EVERYTHING, ...selection })).toThrow(message);
    const source = archive.exports(EVERYTHING);
    expect(source.sessionCount).toBe(5);
    source.close();
  });
});

describe('an export', () => {
  it('has conferences whether or not a session of them is selected', async () => {
    const source = opened(await exportArchive(), { question: 'blockchain' });
    expect([...source.conferences()]).toEqual([
      {
        slug: 'trial-2018',
        name: 'Trial Conf 2018',
        series: 'trial',
        url: null,
        city: 'Skagen',
        country: 'Denmark',
        venue: null,
        timeZone: 'Europe/Copenhagen',
        startsOn: '2018-05-02',
        endsOn: '2018-05-04',
        lastReadAt: '2018-05-02T09:00:00Z',
      },
    ]);
  });

  it('has the files of a link, the newest first, and how often a session changed', async () => {
    const [, mesh] = [...opened(await exportArchive()).sessions()];
    expect(
      mesh?.links[0]?.files.map(({ version, isCurrent, publishedName }) => [version, isCurrent, publishedName]),
    ).toEqual([
      [2, true, 'mesh.pdf'],
      [1, false, 'mesh.pdf'],
    ]);
    expect([mesh?.revision, mesh?.changedAt]).toEqual([1, '2018-05-05T00:00:00Z']);
    expect(mesh?.people.map(({ key }) => key)).toEqual(['ann', 'name:bo ek']);
  });

  it('has withdrawn sessions, with their state', async () => {
    const trial = await exportArchive();
    trial.save(programme(SESSIONS.filter(({ key }) => key !== 'mesh')));
    const mesh = [...opened(trial).sessions()].find(({ key }) => key === 'mesh');
    expect(mesh).toMatchObject({ state: 'withdrawn', withdrawnAt: expect.any(String) });
  });

  it('is of one moment, whatever a run writes while it is read', async () => {
    const trial = await exportArchive();
    const reader = openArchive({ directory: trial.directory, mode: 'read' });
    const source = reader.exports(EVERYTHING);
    trial.save(programme([...SESSIONS, session({ key: 'late', title: 'A late one' })]));
    expect([...source.sessions()].map(({ key }) => key)).not.toContain('late');
    expect([...source.rows('sessions')]).toHaveLength(5);
    source.close();
    const next = reader.exports(EVERYTHING);
    expect([...next.rows('sessions')]).toHaveLength(6);
    next.close();
    reader.close();
  });
});
