import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readSavedPages } from '../../src/jobs/saved-pages.ts';
import { HARBOUR, type Trial, trialConference } from '../cli/trial-conference.ts';
import { trialDirectory } from '../setup/trial-archive.ts';

const ADDRESS = 'https://harbourconf2024.sched.com/';

function saved(name: string, content: string | Buffer): string {
  const path = join(trialDirectory(), name);
  writeFileSync(path, content);
  return path;
}

describe('a saved file', () => {
  const calendar = 'BEGIN:VCALENDAR\r\nX-WR-CALNAME:Søren\r\nEND:VCALENDAR\r\n';
  it.each<[string, string, string | Buffer, string, string]>([
    ['of HTML', 'Schedule.html', '<title>Søren</title>', 'text/html', '<title>Søren</title>'],
    [
      'of HTML in Latin-1 that says so',
      'old.htm',
      Buffer.from('<meta charset="iso-8859-1"><title>Søren</title>', 'latin1'),
      'text/html',
      'Søren',
    ],
    ['of a calendar, whatever its name', 'download', calendar, 'text/calendar', calendar],
    ['of a calendar as the server compressed it', 'all.ics', gzipSync(calendar), 'text/calendar', calendar],
    [
      'of HTML as the server compressed it',
      'page.html.gz',
      gzipSync('<title>Søren</title>'),
      'text/html',
      '<title>Søren</title>',
    ],
  ])('%s is a page at the conference’s address', async (_, name, content, mediaType, text) => {
    const [page, ...others] = await readSavedPages([saved(name, content)], ADDRESS, 0);
    expect(others).toEqual([]);
    expect(page).toMatchObject({ url: ADDRESS, status: 200, mediaType, receivedAt: '1970-01-01T00:00:00Z' });
    expect(page?.text).toContain(text);
  });

  it('stands beside another one', async () => {
    const pages = await readSavedPages([saved('day 1.html', 'a'), saved('day 2.html', 'b')], ADDRESS, 0);
    expect(pages.map(({ requestedUrl }) => requestedUrl)).toEqual([
      `${ADDRESS}#day%201.html`,
      `${ADDRESS}#day%202.html`,
    ]);
  });

  it.each<[string, () => string, RegExp]>([
    [
      'that is not there',
      () => join(trialDirectory(), 'none.html'),
      /^none\.html cannot be read: there is no such file/,
    ],
    ['that is a directory', () => trialDirectory(), /cannot be read: it is a directory/],
    [
      'whose compression is broken',
      () => saved('x.ics', Buffer.from([0x1f, 0x8b, 1, 2, 3])),
      /^x\.ics cannot be read: /,
    ],
    [
      'that would be a bomb',
      () => saved('bomb.html', gzipSync(Buffer.alloc(66 * 1024 * 1024))),
      /^bomb\.html cannot be read: /,
    ],
    [
      'that is called a WARC and is none',
      () => saved('x.warc.gz', 'hello'),
      /^x\.warc\.gz cannot be read: it holds no captured page$/,
    ],
  ])('%s is named in the message', async (_, file, message) => {
    await expect(readSavedPages([file()], ADDRESS, 0)).rejects.toThrow(message);
  });
});

describe('saved pages instead of the network', () => {
  const save = async (trial: Trial, path: string, name: string): Promise<string> => {
    const file = join(trial.data, name);
    writeFileSync(file, Buffer.from(await (await fetch(`${trial.site.origin}${path}`)).arrayBuffer()));
    return file;
  };
  const address = (trial: Trial): string[] => [
    trial.site.origin,
    '--as',
    HARBOUR,
    '--platform',
    'sched',
    '--zone',
    'Europe/Copenhagen',
  ];

  it('give the same programme as the network does', async () => {
    const [online, offline] = [await trialConference(), await trialConference()];
    await online.crawl();
    const from = [
      await save(offline, '/list/descriptions/', 'listing.html'),
      await save(offline, '/all.ics', 'all.ics'),
    ];
    offline.asked();
    await offline.site.close();
    const report = await offline.json('crawl', ...address(offline), '--from', ...from);
    expect(report).toMatchObject({
      exitCode: 0,
      requests: 0,
      notes: [],
      conferences: [{ sessions: 23, linksAdded: 16 }],
    });
    const programme = 'SELECT * FROM session_overview ORDER BY key';
    const local = (trial: Trial): string => JSON.stringify(trial.rows(programme)).replaceAll(trial.site.origin, '');
    expect(local(offline)).toBe(local(online));
  });

  it('of one day change that day alone', async () => {
    const trial = await trialConference();
    await trial.crawl();
    const [day, gone] = ['2024-05-15', ['1cQb8', '1cQa1']];
    trial.site.switches.programme = (sessions) => sessions.filter(({ shortId }) => !gone.includes(shortId));
    const file = await save(trial, `/${day}/list/descriptions/`, 'day.html');
    const report = await trial.json('crawl', HARBOUR, '--from', file);
    expect(report).toMatchObject({ exitCode: 0, conferences: [{ sessions: 22, withdrawn: 1 }] });
    expect(trial.rows("SELECT title FROM sessions WHERE state = 'withdrawn'")).toEqual([
      { title: 'Mirrors in the Lighthouse: A Registry That Works Offline' },
    ]);
  });

  it('may be the WARC of another archive', async () => {
    const first = await trialConference();
    await first.crawl();
    const captures = join(first.data, 'captures');
    const [warc = ''] = readdirSync(captures);
    const second = await trialConference();
    const report = await second.json('crawl', ...address(first), '--from', join(captures, warc));
    expect(report).toMatchObject({
      exitCode: 0,
      requests: 0,
      notes: [],
      conferences: [{ sessions: 23, linksAdded: 16 }],
    });
  });

  it('are kept: they can be read again without the file', async () => {
    const trial = await trialConference();
    const file = await save(trial, '/list/descriptions/', 'listing.html');
    await trial.json('crawl', ...address(trial), '--from', file);
    await trial.site.close();
    writeFileSync(file, '');
    expect(await trial.json('reparse', HARBOUR)).toMatchObject({
      exitCode: 0,
      conferences: [{ sessions: 23, changed: 0 }],
    });
  });

  it('that hold no sessions are held back', async () => {
    const trial = await trialConference();
    const file = saved('other.html', '<p>Nothing here</p>');
    expect(await trial.json('crawl', ...address(trial), '--from', file)).toMatchObject({ exitCode: 4 });
  });

  it('that cannot be read stop the run before anything is stored', async () => {
    const trial = await trialConference();
    const ended = await trial.run('crawl', ...address(trial), '--from', join(trial.data, 'none.html'));
    expect(ended.code).toBe(2);
    expect(ended.stdout).toMatch(/none\.html cannot be read: there is no such file/);
  });
});
