import { type NotifyOptions, notify } from '../fetch/notify.ts';
import type { RunReport } from '../jobs/run.ts';
import { DeckhandError, EXIT_CODES } from '../model/failure.ts';

/** Who is told how a run ended. */
export interface Listeners {
  /**
   * One address as healthchecks.io has them (https://healthchecks.io/docs/http_api/): asked for after a success, with `/fail` appended after a
   * failure. Or an address for each.
   */
  readonly ping: string | { readonly success: string; readonly failure: string } | null;
  /** Gets the report as JSON. */
  readonly webhook: string | null;
}

/** How a run came out: its report, or what kept it from running. */
export type Outcome = { readonly report: RunReport } | { readonly error: unknown };

/**
 * Tells the listeners. A run is a failure when something needs a person, or when a signal ended it before it was done: a server that does not
 * answer tonight is none. Returns a sentence for each listener that could not be reached.
 */
export async function tellListeners(
  outcome: Outcome,
  { ping, webhook }: Listeners,
  options: NotifyOptions,
): Promise<string[]> {
  const unreached: string[] = [];
  const tell = async (url: string, contentType: string, body: string): Promise<void> => {
    try {
      await notify({ url, contentType, body }, options);
    } catch (error) {
      if (!(error instanceof DeckhandError)) throw error;
      unreached.push(`${error.message}.`);
    }
  };
  const needs = needsOf(outcome);
  if (ping !== null) await tell(pingAddress(ping, needs === null), 'text/plain; charset=utf-8', needs ?? '');
  if (webhook !== null) await tell(webhook, 'application/json', JSON.stringify(documentOf(outcome)));
  return unreached;
}

/** What needs a person, a line each; null when nothing does. */
function needsOf(outcome: Outcome): string | null {
  if ('error' in outcome) return messageOf(outcome.error);
  const { exit, notes } = outcome.report;
  const needs = notes.filter(({ person }) => person).map(({ message }) => message);
  // Whatever stops it every night would otherwise look like success for ever.
  if (exit === 'interrupted' || exit === 'terminated')
    needs.push('A signal stopped the run before it was done; the next one goes on from there.');
  return needs.length === 0 ? null : needs.join('\n');
}

function documentOf(outcome: Outcome): object {
  if ('report' in outcome) return outcome.report;
  const { error } = outcome;
  const { code, exit } = error instanceof DeckhandError ? error : ({ code: 'internal', exit: 'internal' } as const);
  return { error: { code, message: messageOf(error), exit, exitCode: EXIT_CODES[exit] } };
}

function pingAddress(ping: NonNullable<Listeners['ping']>, isSuccess: boolean): string {
  if (typeof ping !== 'string') return isSuccess ? ping.success : ping.failure;
  if (isSuccess) return ping;
  const url = new URL(ping);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/fail`;
  return url.href;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
