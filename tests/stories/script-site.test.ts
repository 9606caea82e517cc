import { existsSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, it } from 'vitest';
import type { RunReport } from '../../src/jobs/run.ts';
import { deckhand } from '../setup/command-line.ts';
import { trialDirectory } from '../setup/trial-archive.ts';
import { harbour } from '../sites/harbour/conference.ts';
import { startScriptSite } from '../sites/script-site/site.ts';

it('a programme that a page draws by script is archived through a browser, every request of it ours', async () => {
  const site = await startScriptSite(harbour);
  const data = trialDirectory();
  try {
    const flags = ['--platform', 'sched', '--as', 'drawn', '--zone', 'Europe/Copenhagen', '--pace', '0', '--json'];
    const { stdout } = await deckhand(['archive', site.origin, ...flags, '--data', data]);
    const report = JSON.parse(stdout) as RunReport;
    const database = new SqliteDatabase(join(data, 'archive.sqlite'), { readonly: true });
    const rows = database.prepare("SELECT count(*) AS n FROM sessions WHERE state <> 'withdrawn'").all();
    const captures = database.prepare<[], { url: string }>('SELECT url FROM captures').all();
    database.close();
    expect(rows).toEqual([{ n: harbour.sessions.length }]);
    expect(captures.map((capture) => capture.url)).toContain(`${site.origin}/#rendered`);
    expect(existsSync(join(data, 'captures'))).toBe(true);

    // What the browser asked for went through the client: counted, and under our name.
    expect(report.requests).toBe(site.requests.length);
    expect(site.requests.map((request) => request.path)).toContain('/programme.json');
    expect(new Set(site.requests.map((request) => request.headers['user-agent']))).toEqual(
      new Set([expect.stringMatching(/^Deckhand\//)]),
    );

    const again = JSON.parse((await deckhand(['reparse', 'drawn', '--data', data, '--json'])).stdout) as RunReport;
    expect(again.conferences).toMatchObject([{ sessions: harbour.sessions.length, added: 0, changed: 0 }]);
  } finally {
    await site.close();
  }
});
