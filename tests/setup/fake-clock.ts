import type { Clock } from '../../src/model/clock.ts';

/** A clock that stands still until somebody sleeps, and then goes at once to the moment the first sleeper wakes. */
export interface FakeClock extends Clock {
  /** Every sleep so far, milliseconds. */
  readonly waits: readonly number[];
  advance(ms: number): void;
}

interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
}

/** 2018-05-02T09:00:00Z unless told; chance is always 0.5 unless told. */
export function createFakeClock(start = Date.UTC(2018, 4, 2, 9), random = 0.5): FakeClock {
  let now = start;
  const waits: number[] = [];
  const sleepers: Sleeper[] = [];
  // One sleeper a turn of the loop: what the first one does when it wakes happens before the second one's time.
  const wakeFirst = (): void => {
    const first = sleepers.toSorted((a, b) => a.due - b.due)[0];
    if (first === undefined) return;
    sleepers.splice(sleepers.indexOf(first), 1);
    now = Math.max(now, first.due);
    first.wake();
  };
  return {
    waits,
    now: () => now,
    random: () => random,
    advance: (ms) => {
      now += ms;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const stop = (): void => reject(signal?.reason);
        if (signal?.aborted === true) {
          stop();
          return;
        }
        waits.push(ms);
        signal?.addEventListener('abort', stop, { once: true });
        const wake = (): void => {
          signal?.removeEventListener('abort', stop);
          resolve();
        };
        sleepers.push({ due: now + ms, wake });
        setImmediate(wakeFirst);
      }),
  };
}
