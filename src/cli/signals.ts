import type { Io } from './io.ts';

/** The two steps of Ctrl-C. */
export interface Stopping {
  /** First signal: what is in hand is finished, nothing new begins. */
  readonly windingDown: AbortSignal;
  /** Second signal: requests are cut off. */
  readonly now: AbortSignal;
  readonly signalled: () => 'interrupted' | 'terminated' | null;
  dispose(): void;
}

/** Listens for SIGINT and SIGTERM until disposed; `say` tells the person what the first one did. */
export function listenForSignals(signals: Io['signals'], say: (message: string) => void): Stopping {
  const windingDown = new AbortController();
  const now = new AbortController();
  let received: 'interrupted' | 'terminated' | null = null;
  const onSignal = (name: 'interrupted' | 'terminated') => (): void => {
    if (received === null) {
      received = name;
      say('Finishing what is in hand. Once more to stop at once; nothing is lost either way.');
      windingDown.abort(new Error('stopped by a signal'));
    } else {
      now.abort(new Error('stopped by a second signal'));
    }
  };
  const onInterrupt = onSignal('interrupted');
  const onTerminate = onSignal('terminated');
  signals.on('SIGINT', onInterrupt);
  signals.on('SIGTERM', onTerminate);
  return {
    windingDown: windingDown.signal,
    now: now.signal,
    signalled: () => received,
    dispose: () => {
      signals.off('SIGINT', onInterrupt);
      signals.off('SIGTERM', onTerminate);
    },
  };
}
