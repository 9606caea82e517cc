import type { ProgressListener, ProgressState } from '../jobs/progress.ts';
import { showBytes } from '../model/amounts.ts';
import type { Output } from './io.ts';
import { showDuration } from './quantities.ts';

/** Not more often than this, in milliseconds: a line that flickers cannot be read. */
const REDRAW_MS = 100;

/** One line on a terminal that says how far the run is. */
export function drawProgress(
  output: Output,
  now: () => number,
): { readonly listener: ProgressListener; clear(): void } {
  let drawnAt = 0;
  let begun: { conference: string | null; at: number; bytes: number; done: number } | null = null;
  return {
    listener: (state) => {
      const time = now();
      if (begun === null || begun.conference !== state.conference || state.done < begun.done) {
        begun = { conference: state.conference, at: time, bytes: state.bytes, done: state.done };
      }
      if (time - drawnAt < REDRAW_MS) return;
      drawnAt = time;
      output.write(
        `\r\u001B[2K${progressLine(state, time - begun.at, state.bytes - begun.bytes).slice(0, (output.columns ?? 100) - 1)}`,
      );
    },
    clear: () => {
      if (drawnAt > 0) output.write('\r\u001B[2K');
    },
  };
}

/** `kubecon-eu-2018  359 sessions  decks 57 of 219  read 49 of 57  12 MB  0.4 MB/s  2 min left`; `elapsed` in milliseconds, both since this conference began. */
export function progressLine(state: ProgressState, elapsed: number, bytes: number): string {
  const seconds = elapsed / 1000;
  const rate = seconds < 1 || bytes === 0 ? null : `${showBytes(Math.round(bytes / seconds))}/s`;
  const left =
    state.total === null || state.done === 0 || seconds < 2 || state.done >= state.total
      ? null
      : `${showDuration((seconds / state.done) * (state.total - state.done))} left`;
  const what = { reading: 'pages', downloading: 'decks', verifying: 'files' }[state.activity ?? 'reading'];
  const steps =
    state.total === null
      ? state.done === 0
        ? state.activity
        : `${what} ${state.done}`
      : `${what} ${state.done} of ${state.total}`;
  return [
    state.conference,
    state.sessions > 0 ? `${state.sessions} sessions` : null,
    steps,
    state.toInspect > 0 ? `read ${state.inspected} of ${state.toInspect}` : null,
    showBytes(state.bytes),
    rate,
    left,
  ]
    .filter((part) => part !== null && part !== '')
    .join('  ');
}
