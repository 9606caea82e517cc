import { describe, expect, it } from 'vitest';
import { trialArchive } from '../setup/trial-archive.ts';

describe('what is remembered of a server', () => {
  it('is the robots.txt of each of its origins, in a row that stays short however many it names', () => {
    const trial = trialArchive();
    const { servers } = trial.archive;
    const keep = (number: number, length: number): void =>
      servers.saveRobots(`https://h${number}.example.org`, 'example.org', {
        text: 'x'.repeat(length),
        fetchedAt: 1e12,
      });
    for (let number = 0; number < 200; number += 1) keep(number, 1000);
    expect(servers.loadRobots('https://h0.example.org')?.text).toHaveLength(1000);
    for (let number = 200; number < 220; number += 1) {
      keep(number, 500_000);
      expect(servers.loadRobots(`https://h${number}.example.org`)?.text).toHaveLength(500_000);
    }
    const [row] = trial.rows('SELECT length(robots) < 1100000 AS isShort FROM server_state');
    expect(row).toEqual({ isShort: 1 });
  });
});
