/** What a run is doing now, for somebody who watches; numbers are totals of the run so far. */
export interface ProgressState {
  /** The conference in hand, or null between two. */
  readonly conference: string | null;
  readonly activity: 'reading' | 'downloading' | 'verifying' | null;
  /** Sessions' own pages in a deep pass, decks in a download: done and, where known, to do. */
  readonly done: number;
  readonly total: number | null;
  readonly sessions: number;
  readonly decks: number;
  readonly bytes: number;
  /** Files that were looked into, and those that were found due for it. */
  readonly inspected: number;
  readonly toInspect: number;
}

/** Told whenever something moved; must return at once. */
export type ProgressListener = (state: ProgressState) => void;

/** What only grows. */
const COUNTERS = ['done', 'sessions', 'decks', 'bytes', 'inspected', 'toInspect'] as const;
type Counter = (typeof COUNTERS)[number];

export function createProgress(listener: ProgressListener) {
  let state: ProgressState = {
    conference: null,
    activity: null,
    done: 0,
    total: null,
    sessions: 0,
    decks: 0,
    bytes: 0,
    inspected: 0,
    toInspect: 0,
  };
  return {
    update(change: Partial<ProgressState>): void {
      state = { ...state, ...change };
      listener(state);
    },
    add(change: Partial<Record<Counter, number>>): void {
      const counters = COUNTERS.map((name) => [name, state[name] + (change[name] ?? 0)]);
      state = { ...state, ...Object.fromEntries(counters) };
      listener(state);
    },
  };
}

export type Progress = ReturnType<typeof createProgress>;
