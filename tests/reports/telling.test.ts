import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { takeWriterLock } from '../../src/archive/lock.ts';
import { notify } from '../../src/fetch/notify.ts';
import { HARBOUR, type Trial, trialConference } from '../cli/trial-conference.ts';
import { createFakeClock } from '../setup/fake-clock.ts';
import { FILES } from '../sites/faults.ts';
import { emptied } from '../sites/sched/programme-changes.ts';
import { type Listener, startListener } from './listener.ts';
import { configure, MOORING, smallTrial } from './night-of.ts';

const DAY = 24 * 3_600_000;

/** HarbourConf was read, the next night begins, and these listeners are told of it. */
async function night(settings: (listener: Listener) => object): Promise<{ trial: Trial; listener: Listener }> {
  const listener = await startListener();
  const trial = await smallTrial();
  await trial.run('crawl', HARBOUR);
  trial.clock.advance(DAY);
  configure(trial, { ...settings(listener) });
  return { trial, listener };
}

describe('`ping`', () => {
  it('is asked for after a night that needs nobody, decks that failed once included', async () => {
    const { trial, listener } = await night(({ ping }) => ({ ping }));
    trial.site.fault(MOORING, { kind: 'status', status: 500 });
    expect((await trial.run('nightly', '--quiet')).code).toBe(3);
    expect(listener.told).toMatchObject([{ path: '/secret', body: '' }]);
  });

  it('gets /fail and what needs a person after one that needs somebody', async () => {
    const { trial, listener } = await night(({ ping }) => ({ ping }));
    trial.site.switches.programme = emptied;
    trial.site.fault(MOORING, { kind: 'status', status: 403 });
    const { stdout } = await trial.run('nightly', '--quiet');
    expect(listener.told).toMatchObject([{ path: '/secret/fail', type: 'text/plain; charset=utf-8' }]);
    // What a person reads in the mail is what a person reads there.
    const body = listener.told[0]?.body ?? '';
    expect(body.split('\n')).toHaveLength(2);
    expect(`! ${body.replaceAll('\n', '\n! ')}\n`).toBe(stdout);
  });

  it('may be an address for each end, with a query and with a password', async () => {
    const { trial, listener } = await night(({ address }) => ({
      ping: { success: `http://me:p%40ss@${address}/good?a=1`, failure: `http://${address}/bad` },
    }));
    await trial.run('nightly');
    trial.clock.advance(DAY);
    trial.site.switches.programme = emptied;
    await trial.run('nightly');
    expect(listener.told).toMatchObject([
      { path: '/good?a=1', authorization: `Basic ${Buffer.from('me:p@ss').toString('base64')}` },
      { path: '/bad', authorization: undefined },
    ]);
  });

  it('keeps a query behind /fail', async () => {
    const { trial, listener } = await night(({ ping }) => ({ ping: `${ping}/?create=1` }));
    trial.site.switches.programme = emptied;
    await trial.run('nightly');
    expect(listener.told.map(({ path }) => path)).toEqual(['/secret/fail?create=1']);
  });

  it('is asked for three times before it is given up', async () => {
    const { trial, listener } = await night(({ ping }) => ({ ping }));
    listener.answer(500, 503);
    expect(await trial.run('nightly', '--quiet')).toMatchObject({ code: 0, stderr: '' });
    expect(listener.told).toHaveLength(3);
    expect(trial.clock.waits.slice(-2)).toEqual([1_000, 5_000]);
  });

  it.each<[string, (listener: Listener) => Promise<void>, RegExp]>([
    [
      'answers errors',
      async ({ answer }) => answer(404, 404, 404),
      /^deckhand: 127\.0\.0\.1:\d+ was not told: it answered 404\.\n$/,
    ],
    [
      'is not there',
      ({ close }) => close(),
      /^deckhand: 127\.0\.0\.1:\d+ was not told: connect ECONNREFUSED 127\.0\.0\.1:\d+\.\n$/,
    ],
  ])('that %s is said once, without the secret part, and the run ends as it would', async (_, harm, said) => {
    const { trial, listener } = await night(({ ping }) => ({ ping }));
    await harm(listener);
    const { code, stdout, stderr } = await trial.run('nightly', '--quiet', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ exit: 'ok', notes: [] });
    expect(stderr).toMatch(said);
    expect(`${stdout}${stderr}`).not.toContain('secret');
  });

  it('is told when the run could not begin, as the process ends', async () => {
    const { trial, listener } = await night(({ ping, webhook }) => ({ ping, webhook }));
    const lock = takeWriterLock(trial.data, 'archive kubecon-eu-2018', '2024-05-22T02:00:00Z');
    const { code, stdout, stderr } = await trial.run('nightly', '--quiet');
    lock.release();
    expect([code, stdout]).toEqual([6, '']);
    expect(listener.told.map(({ path }) => path)).toEqual(['/secret/fail', '/hook']);
    expect(stderr).toBe(`deckhand: ${listener.told[0]?.body}\n`);
    expect(listener.told[0]?.body).toMatch(/^"deckhand archive kubecon-eu-2018" \(process \d+ .* is writing to /);
    expect(JSON.parse(listener.told[1]?.body ?? '')).toEqual({
      error: { code: 'locked', message: listener.told[0]?.body, exit: 'locked', exitCode: 6 },
    });
  });

  it.each<[string, (data: string) => void, number, RegExp]>([
    ['there is no archive', () => undefined, 2, /^There is no archive in /],
    [
      'the file is none',
      (data) => writeFileSync(join(data, 'archive.sqlite'), 'Dear diary'.repeat(99)),
      2,
      /is not an SQLite/,
    ],
  ])('is told that %s', async (_, harm, exitCode, body) => {
    const listener = await startListener();
    const trial = await trialConference();
    configure(trial, { ping: listener.ping });
    harm(trial.data);
    expect((await trial.run('nightly', '--quiet')).code).toBe(exitCode);
    expect(listener.told).toMatchObject([{ path: '/secret/fail', body: expect.stringMatching(body) }]);
  });

  it('is told that the database is damaged', async () => {
    const { trial, listener } = await night(({ ping }) => ({ ping }));
    truncateSync(join(trial.data, 'archive.sqlite'), 20_000);
    expect((await trial.run('nightly', '--quiet')).code).toBe(7);
    expect(listener.told).toMatchObject([{ path: '/secret/fail', body: expect.stringMatching(/is damaged/) }]);
  });

  it('is told that a signal stopped the run: what stops it every night must not look like success', async () => {
    const { trial, listener } = await night(({ ping, webhook }) => ({ ping, webhook }));
    trial.site.fault(FILES, { kind: 'slow', ms: 300 });
    const running = trial.run('nightly', '--quiet');
    while (!trial.site.requests.some(({ path }) => FILES.test(path))) await wait(5);
    trial.signals.emit('SIGTERM');
    expect((await running).code).toBe(143);
    expect(listener.told[0]).toMatchObject({ path: '/secret/fail', body: expect.stringMatching(/^A signal stopped/) });
    expect(JSON.parse(listener.told[1]?.body ?? '')).toMatchObject({ exit: 'terminated', exitCode: 143 });
    trial.site.mend();
    trial.clock.advance(DAY);
    expect((await trial.run('nightly', '--quiet')).code).toBe(0);
    expect(listener.told[2]).toMatchObject({ path: '/secret', body: '' });
  });

  it('is not waited for any longer after a second signal', async () => {
    const stop = new AbortController();
    const listener = await startListener();
    listener.answer(500);
    const clock = { ...createFakeClock(), sleep: () => Promise.reject(new Error('stopped')) };
    stop.abort(new Error('stopped by a second signal'));
    const notice = { url: listener.ping, contentType: 'text/plain', body: '' };
    const told = notify(notice, { userAgent: 'Deckhand', proxy: {}, clock, signal: stop.signal });
    await expect(told).rejects.toThrow(`${listener.address} was not told: stopped by a second signal`);
    expect(listener.told).toEqual([]);
  });
});

describe('`webhook`', () => {
  it('gets the document that --json prints', async () => {
    const { trial, listener } = await night(({ webhook }) => ({ webhook }));
    const report = await trial.json('nightly');
    expect(listener.told).toMatchObject([{ path: '/hook', type: 'application/json' }]);
    expect(JSON.parse(listener.told[0]?.body ?? '')).toEqual(report);
    expect(report.conferences[0]?.decks.stored).toBe(2);
  });
});

describe('nobody is told', () => {
  it.each(['nightly --dry-run', 'crawl harbourconf-2024', 'download', 'status'])('of `%s`', async (line) => {
    const { trial, listener } = await night(({ ping, webhook }) => ({ ping, webhook }));
    expect((await trial.run(...line.split(' '))).code).toBe(0);
    expect(listener.told).toEqual([]);
  });
});

it('a proxy of the environment is used for listeners as for everything else', async () => {
  const proxy = await startListener();
  const notice = { url: 'http://hc-ping.example/secret', contentType: 'text/plain', body: 'x' };
  const options = { userAgent: 'Deckhand', clock: createFakeClock(), signal: new AbortController().signal };
  // It gets the whole address, which lies at none of its own paths.
  await expect(notify(notice, { ...options, proxy: { http: `http://${proxy.address}` } })).rejects.toThrow(
    'hc-ping.example was not told: it answered 404',
  );
});
