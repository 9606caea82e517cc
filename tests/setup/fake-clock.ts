import type { Clock } from '../../src/model/clock.ts';

/** A clock that stands still: sleeping moves it on at once. */
export interface FakeClock extends Clock {
  /** Every sleep so far, milliseconds. */
  readonly waits: readonly number[];
  advance(ms: number): void;
}

/** 2018-05-02T09:00:00Z unless told; chance is always 0.5 unless told. */
export function createFakeClock(start = Date.UTC(2018, 4, 2, 9), random = 0.5): FakeClock {
  let now = start;
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    random: () => random,
    advance: (ms) => {
      now += ms;
    },
    sleep: (ms, signal) => {
      if (signal?.aborted === true) return Promise.reject(signal.reason);
      waits.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
}
