import type { Run, RunReport } from '../../src/jobs/run.ts';
import { start } from '../../src/jobs/start.ts';
import { createFakeClock, type FakeClock } from '../setup/fake-clock.ts';

const quiet = (): void => {};

/** One run of a job on a data directory, over real connections and on a fake clock; the archive is made when it is missing. */
export async function trialRun<T>(
  data: string,
  job: (run: Run) => Promise<T>,
  given: { allowedAddresses?: readonly string[]; clock?: FakeClock } = {},
): Promise<{ result: T | undefined; report: RunReport }> {
  const never = new AbortController().signal;
  let result: T | undefined;
  const report = await start(
    {
      command: 'trial',
      data,
      mode: 'create',
      userAgent: 'Deckhand/0.1.0',
      allowedAddresses: given.allowedAddresses ?? [],
      pace: {},
      budgets: { maxFiles: null, maxBytes: null, maxMilliseconds: null },
      maxFileBytes: 1e9,
      chromium: null,
      env: {},
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      onProgress: quiet,
      windingDown: never,
      stopNow: never,
      signalled: () => null,
      clock: given.clock ?? createFakeClock(),
    },
    () => [],
    async (run) => {
      result = await job(run);
    },
  );
  return { result, report };
}
