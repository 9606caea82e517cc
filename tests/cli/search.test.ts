import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/program.ts';
import { questionOf } from '../../src/cli/search-words.ts';
import { type SearchedArchive, SHA, searchedArchive } from '../archive/searched-archive.ts';
import { deckhand, type Ended } from '../setup/command-line.ts';

function withDecks(): SearchedArchive {
  const trial = searchedArchive();
  trial.deck('istio', 'a', ['Istio\nA service mesh', ['Envoy', 'Istio configures it']]);
  return trial;
}

const search = (trial: SearchedArchive, ...args: string[]): Promise<Ended> =>
  deckhand(['search', '--data', trial.directory, ...args]);

describe('`search`', () => {
  it('prints sessions, then slides, found words in brackets, with the paths of decks and pictures', async () => {
    const trial = withDecks();
    const path = `decks/aa/aa/${SHA('a')}.pdf`;
    const people = 'Allan Naïm (Google); Rohit Agarwalla (Cisco Systems); Kim Allan (Red Hat)';
    expect(await search(trial, 'istio', '--limit', '5')).toEqual({
      code: 0,
      stderr: '',
      stdout: [
        '2 sessions:',
        '',
        `Building Hybrid Clouds with Istio - ${people}`,
        '  trial-2018, 2018-05-02, level intermediate',
        '  Building Hybrid Clouds with [Istio]',
        `  ${path}`,
        '',
        'Service Mesh in Production - Sara Ek (Hat Red Ltd)',
        '  trial-2018, 2018-05-03, level beginner',
        '  Why we chose [Istio]. Latency of storage.',
        '',
        '2 slides:',
        '',
        `Building Hybrid Clouds with Istio - ${people}`,
        '  trial-2018, slide 1 of 2',
        '  [Istio] A service mesh',
        `  ${path}`,
        '  pictures/a/1.webp',
        '',
        `Building Hybrid Clouds with Istio - ${people}`,
        '  trial-2018, slide 2 of 2, in the notes',
        '  [Istio] configures it',
        `  ${path}`,
        '',
      ].join('\n'),
    });
  });

  it('says where a list was cut', async () => {
    const { stdout } = await search(withDecks(), 'istio', '--limit', '1');
    expect(stdout).toMatch(/^The first 1 session \(--limit shows more\):\n/);
    expect(stdout).toMatch(/\nThe first 1 slide \(--limit shows more\):\n/);
  });

  it('prints one list alone, and both as JSON', async () => {
    const trial = withDecks();
    const json = async (...args: string[]): Promise<Record<string, unknown[]>> =>
      JSON.parse((await search(trial, ...args, '--json')).stdout) as Record<string, unknown[]>;
    expect(await json('istio', 'kind:keynote')).toMatchObject({
      question: 'istio kind:keynote',
      sessions: [{ key: 'istio' }],
      slides: [{ number: 1 }, { number: 2 }],
      onlyNewest: null,
    });
    expect((await json('istio', '--sessions'))['slides']).toEqual([]);
    expect((await json('istio', '--slides'))['sessions']).toEqual([]);
    expect((await json('istio', '--limit', '1'))['slides']).toHaveLength(1);
    expect((await search(trial, 'istio', '--slides', '--sessions')).code).toBe(2);
  });

  it('marks found words in bold on a terminal, unless it or its user wants no colours', async () => {
    const trial = withDecks();
    const onTerminal = async (env: Record<string, string>): Promise<string> => {
      let written = '';
      await runCommandLine(['search', 'envoy', '--data', trial.directory], {
        stdout: { write: (text) => void (written += text), isTTY: true },
        stderr: { write: () => undefined },
        env,
        workingDirectory: '/',
        signals: new EventEmitter(),
      });
      return written;
    };
    expect(await onTerminal({})).toContain('  \u001B[1mEnvoy\u001B[22m\n');
    expect(await onTerminal({ NO_COLOR: '1' })).toContain('  [Envoy]\n');
    expect(await onTerminal({ TERM: 'dumb' })).toContain('  [Envoy]\n');
    expect((await search(trial, 'envoy')).stdout).toContain('  [Envoy]\n');
  });

  it('points at the place of a question that it does not understand', async () => {
    const trial = withDecks();
    expect(await search(trial, 'istio', 'compny:google')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/Did you mean company:\?.*\n {2}istio compny:google\n {8}\^\n$/) as string,
    });
    expect((await search(trial, 'istio', 'conference:trail-2018')).stderr).toMatch(
      /no conference "trail-2018"\. Did you mean trial-2018\?\n.*\n {19}\^\n$/,
    );
    expect((await search(trial, 'istio', 'series:kubecon')).stderr).toMatch(/"deckhand status" lists what it has/);
  });

  it('leaves out a word after a hyphen, and takes a misspelt option for what it is', async () => {
    const trial = withDecks();
    expect((await search(trial, 'istio', '-latency', '--sessions')).stdout).toMatch(
      /^1 session:\n\nBuilding Hybrid[^]*pdf\n$/,
    );
    expect((await search(trial, 'istio', '--', '-latency')).stdout).toMatch(/^1 session:\n\nBuilding Hybrid/);
    expect(await search(trial, 'istio', '--limt', '3')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/unknown option '--limt'\n\(Did you mean --limit\?\)/) as string,
    });
  });

  it.each([
    [['service mesh', 'x'], '"service mesh" x'],
    [['speaker:Saad Ali'], 'speaker:"Saad Ali"'],
    [['-track:Service Mesh'], '-track:"Service Mesh"'],
    [['-at rest'], '-"at rest"'],
    [['storage level:beginner'], 'storage level:beginner'],
    [['istio -latency'], 'istio -latency'],
    [['stor* net*'], 'stor* net*'],
    [['end-to-end - really'], '"end-to-end - really"'],
    [['level:beginner level:any mesh'], 'level:beginner level:any mesh'],
    [['"service mesh" storage'], '"service mesh" storage'],
    [['http://x y'], '"http://x y"'],
  ])('takes %j from the shell as %s', (words, question) => {
    expect(questionOf(words, [])).toBe(question);
  });

  it('finds nothing and says so', async () => {
    expect((await search(withDecks(), 'submarine')).stdout).toBe('Nothing found.\n');
  });
});
