import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Purpose } from '../../src/fetch/pace.ts';
import { createTurns, type Heard, type TurnsOptions } from '../../src/fetch/queue.ts';
import { createMemoryServerStore, type StoredServer } from '../../src/fetch/server-store.ts';
import { systemClock } from '../../src/model/clock.ts';
import { createFakeClock } from '../setup/fake-clock.ts';

const fine: Heard = { status: 200, connectMs: 0, firstByteMs: 1, retryAfterMs: null };
const page = (number: number): URL => new URL(`https://kccnceu18.sched.com/${number}`);

function turnsWith(options: Partial<TurnsOptions> = {}) {
  const clock = createFakeClock();
  const saved: [string, StoredServer][] = [];
  const store = createMemoryServerStore();
  const servers = {
    ...store,
    save: (domain: string, server: StoredServer) => {
      saved.push([domain, server]);
      store.save(domain, server);
    },
  };
  return { clock, saved, turns: createTurns({ clock, servers, ...options }) };
}

describe('turns at a server', () => {
  it.each<[string, Purpose, number]>([
    ['a schedule', 'schedule', 1000],
    ['files', 'file', 500],
  ])('of %s come in order and apart, though all ask at once', async (_name, purpose, gap) => {
    const { clock, turns } = turnsWith();
    const begin = clock.now();
    const starts: [number, number][] = [];
    const ask = (number: number): Promise<Heard> =>
      turns.take(
        page(number),
        purpose,
        async (first) => {
          starts.push([number, clock.now() - begin]);
          first(fine);
          await pause(3);
          return fine;
        },
        (heard) => heard,
      );
    await Promise.all([0, 1, 2, 3, 4, 5].map(ask));
    expect(starts).toEqual([0, 1, 2, 3, 4, 5].map((number) => [number, number * gap]));
  });

  it('are apart on the clock of the machine too', async () => {
    const { turns } = turnsWith({ clock: systemClock, pace: { ms: 60, connections: 3 } });
    const starts: number[] = [];
    const ask = (): Promise<Heard> =>
      turns.take(
        new URL('http://127.0.0.1:8080/'),
        'file',
        () => {
          starts.push(systemClock.now());
          return pause(100, fine);
        },
        (heard) => heard,
      );
    await Promise.all([ask(), ask(), ask(), ask(), ask()]);
    const gaps = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
    // The turn is taken a moment before it can be noted here, so a gap may look that moment shorter.
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(50);
  });

  it('at other servers do not wait for this one', async () => {
    const { clock, turns } = turnsWith();
    const begin = clock.now();
    const hosts = ['https://a.example.org/', 'https://b.example.com/', 'http://127.0.0.1:1/', 'http://127.0.0.1:2/'];
    const starts = await Promise.all(
      hosts.map((host) =>
        turns.take(
          new URL(host),
          'schedule',
          () => Promise.resolve(clock.now()),
          () => fine,
        ),
      ),
    );
    expect(starts).toEqual([begin, begin, begin, begin]);
  });

  it('go on after a request that failed, and hand on its error', async () => {
    const { turns } = turnsWith();
    const broken = turns.take(
      page(1),
      'schedule',
      () => Promise.reject(new Error('reset')),
      () => fine,
    );
    await expect(broken).rejects.toThrow('reset');
    expect(
      await turns.take(
        page(2),
        'schedule',
        () => Promise.resolve(2),
        () => fine,
      ),
    ).toBe(2);
  });

  it('wait for the first byte of the answer before, twice as long as it took', async () => {
    const { clock, turns } = turnsWith();
    const begin = clock.now();
    const starts: number[] = [];
    const ask = (firstByteMs: number): Promise<Heard> =>
      turns.take(
        page(1),
        'file',
        async (first) => {
          starts.push(clock.now() - begin);
          await clock.sleep(firstByteMs);
          first({ connectMs: 0, firstByteMs });
          await clock.sleep(5000);
          return { ...fine, firstByteMs };
        },
        (heard) => heard,
      );
    await Promise.all([ask(1200), ask(10), ask(10)]);
    // The third waits for a connection: 1200 + 5000 is the end of the first.
    expect(starts).toEqual([0, 2400, 6200]);
  });

  it('come one at a time as soon as the server asks for it, also to those that waited already', async () => {
    const { clock, turns } = turnsWith();
    let open = 0;
    let most = 0;
    const ask = (): Promise<Heard> =>
      turns.take(
        page(1),
        'file',
        async (first) => {
          open += 1;
          most = Math.max(most, open);
          first(fine);
          await clock.sleep(3000);
          open -= 1;
          return fine;
        },
        (heard) => heard,
      );
    const all = [ask(), ask(), ask()];
    turns.slowTo(page(1), 2000);
    await Promise.all(all);
    expect(most).toBe(1);
  });

  it('end for who waits for a connection when the run winds down', async () => {
    const ending = new AbortController();
    const { clock, turns } = turnsWith({ windingDown: ending.signal });
    const held = Promise.withResolvers<Heard>();
    const take = (request: () => Promise<Heard>): Promise<Heard> =>
      turns.take(page(1), 'schedule', request, (heard) => heard);
    const first = take(() => held.promise);
    const second = take(() => Promise.resolve(fine));
    await clock.sleep(2000);
    ending.abort();
    await expect(second).rejects.toMatchObject({ code: 'stopped' });
    held.resolve(fine);
    expect(await first).toBe(fine);
  });

  it('are stored before the request is made: a run may be killed in the midst of it', async () => {
    const { saved, turns, clock } = turnsWith();
    const answer = (heard: Partial<Heard>): Promise<number> =>
      turns.take(
        page(1),
        'schedule',
        () => {
          expect(saved.at(-1)).toMatchObject(['sched.com', { nextAllowedAt: clock.now() + 1000, parkedUntil: null }]);
          return Promise.resolve(1);
        },
        () => ({ ...fine, ...heard }),
      );
    for (let count = 1; count <= 5; count += 1) {
      await answer({});
      expect(saved.length).toBe(count);
    }
    await answer({ status: 429, retryAfterMs: 7_000 });
    expect(saved.at(-1)?.[1]).toMatchObject({ nextAllowedAt: clock.now() + 7_000 });
  });

  it('whose start cannot be stored are not made, and hold up nobody behind them', async () => {
    const clock = createFakeClock();
    const store = createMemoryServerStore();
    let isFull = false;
    const save: typeof store.save = (domain, server) => {
      if (isFull) throw new Error('database or disk is full');
      store.save(domain, server);
    };
    const turns = createTurns({ clock, servers: { ...store, save } });
    const made: number[] = [];
    const take = (number: number): Promise<Heard> =>
      turns.take(
        page(number),
        'schedule',
        async (first) => {
          made.push(number);
          first(fine);
          return fine;
        },
        (heard) => heard,
      );
    await take(1);
    const waiting = [2, 3, 4, 5].map(take);
    isFull = true;
    const ends = await Promise.allSettled(waiting);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
    isFull = false;
    await take(6);
    expect(made).toEqual([1, 6]);
  });

  it('keep a parking in the store until a proper answer lifts it', async () => {
    const { saved, turns, clock } = turnsWith();
    const answer = (heard: Partial<Heard>): Promise<number> =>
      turns.take(
        page(1),
        'schedule',
        () => Promise.resolve(1),
        () => ({ ...fine, ...heard }),
      );
    await answer({ status: 429, retryAfterMs: 90_000 });
    await answer({ status: 429, retryAfterMs: 900_000 });
    expect(saved.at(-1)?.[1]).toMatchObject({ parkedUntil: clock.now() + 900_000, parkings: 1 });
    clock.advance(900_000);
    await answer({});
    expect(saved.at(-1)?.[1]).toMatchObject({ parkedUntil: null, parkings: 0 });
  });

  it('without a gap leave nothing to remember', async () => {
    const { saved, turns } = turnsWith({ pace: { ms: 0 } });
    const ask = (): Promise<Heard> =>
      turns.take(
        new URL('http://127.0.0.1:8080/'),
        'file',
        () => Promise.resolve(fine),
        (heard) => heard,
      );
    for (let count = 0; count < 5; count += 1) await ask();
    expect(saved).toEqual([]);
  });
});
