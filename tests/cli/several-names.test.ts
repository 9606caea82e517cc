import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunReport } from '../../src/jobs/run.ts';
import { deckhand } from '../setup/command-line.ts';
import { trialDirectory } from '../setup/trial-archive.ts';
import { harbour } from '../sites/harbour/conference.ts';
import { startSite } from '../sites/sched/site.ts';

describe('a run on several names', () => {
  it('reads the second though the first is no schedule, and ends with what went wrong', async () => {
    const site = await startSite(harbour);
    onTestFinished(() => site.close());
    const data = trialDirectory();
    const names = [`${site.origin}/no-such-page`, site.origin];
    const { code, stdout } = await deckhand(['crawl', ...names, '--data', data, '--pace', '0', '--json']);
    const report = JSON.parse(stdout) as RunReport;
    expect(code).toBe(4);
    expect(report.notes).toMatchObject([{ exit: 'suspect', conference: names[0] }]);
    expect(report.conferences).toMatchObject([{ conference: '127-0-0-1', sessions: harbour.sessions.length }]);
  });

  it('keeps no password of an address', async () => {
    const site = await startSite(harbour);
    onTestFinished(() => site.close());
    const data = trialDirectory();
    const address = site.origin.replace('http://', 'http://me:secret@');
    const flags = ['--as', 'demo', '--platform', 'sched', '--pace', '0', '--json'];
    const { code, stdout, stderr } = await deckhand(['crawl', address, ...flags, '--data', data]);
    expect(code).toBe(0);
    const database = new SqliteDatabase(join(data, 'archive.sqlite'), { readonly: true });
    const rows = database.prepare('SELECT command FROM runs UNION ALL SELECT parameters FROM conferences').all();
    database.close();
    expect(`${stdout}${stderr}${JSON.stringify(rows)}`).not.toMatch(/secret/);
    expect(site.requests.some((request) => request.headers.authorization !== undefined)).toBe(false);
  });
});
