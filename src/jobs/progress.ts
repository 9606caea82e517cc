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
}

/** Told whenever something moved; must return at once. */
export type ProgressListener = (state: ProgressState) => void;

export function createProgress(listener: ProgressListener) {
  let state: ProgressState = {
    conference: null,
    activity: null,
    done: 0,
    total: null,
    sessions: 0,
    decks: 0,
    bytes: 0,
  };
  return {
    update(change: Partial<ProgressState>): void {
      state = { ...state, ...change };
      listener(state);
    },
    add(change: {
      readonly done?: number;
      readonly decks?: number;
      readonly sessions?: number;
      readonly bytes?: number;
    }): void {
      state = {
        ...state,
        done: state.done + (change.done ?? 0),
        decks: state.decks + (change.decks ?? 0),
        sessions: state.sessions + (change.sessions ?? 0),
        bytes: state.bytes + (change.bytes ?? 0),
      };
      listener(state);
    },
  };
}

export type Progress = ReturnType<typeof createProgress>;
