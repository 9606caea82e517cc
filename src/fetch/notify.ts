import { unescape } from 'node:querystring';
import { EnvHttpProxyAgent, fetch } from 'undici';
import type { Clock } from '../model/clock.ts';
import { FetchError } from '../model/failure.ts';
import type { ProxySettings } from './undici-exchange.ts';

/** How long one try may take, in milliseconds. */
const LIMIT_MS = 10_000;

/** Waits before the second and the third try, in milliseconds. */
const WAITS_MS: readonly number[] = [1_000, 5_000];

/** A message to an address that the operator named: it may be a private one. */
export interface Notice {
  /** A user and password in it are sent as Basic authentication. */
  readonly url: string;
  readonly contentType: string;
  readonly body: string;
}

export interface NotifyOptions {
  readonly userAgent: string;
  readonly proxy: ProxySettings;
  readonly clock: Clock;
  /** Aborted when nobody wants to wait any longer. */
  readonly signal: AbortSignal;
}

/**
 * Posts a notice, three times if it has to. Throws a `FetchError` that names the host alone: the rest of such an address is often a
 * secret.
 */
export async function notify(notice: Notice, { userAgent, proxy, clock, signal }: NotifyOptions): Promise<void> {
  const url = new URL(notice.url);
  const { host, username, password } = url;
  const credentials = username === '' ? null : `${unescape(username)}:${unescape(password)}`;
  url.username = '';
  url.password = '';
  const headers = {
    'user-agent': userAgent,
    'content-type': notice.contentType,
    ...(credentials === null ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }),
  };
  const dispatcher = new EnvHttpProxyAgent({
    httpProxy: proxy.http ?? '',
    httpsProxy: proxy.https ?? proxy.http ?? '',
    noProxy: proxy.except ?? '',
  });
  let why = '';
  try {
    for (let attempt = 0; attempt <= WAITS_MS.length; attempt += 1) {
      try {
        if (attempt > 0) await clock.sleep(WAITS_MS[attempt - 1] ?? 0, signal);
        const answer = await fetch(url, {
          method: 'POST',
          headers,
          body: notice.body,
          dispatcher,
          signal: AbortSignal.any([AbortSignal.timeout(LIMIT_MS), signal]),
        });
        await answer.body?.cancel();
        if (answer.ok) return;
        why = `it answered ${answer.status}`;
      } catch (error) {
        why = reasonOf(error);
        if (signal.aborted) break;
      }
    }
  } finally {
    await dispatcher.destroy();
  }
  throw new FetchError('unreachable', `${host} was not told: ${why}`);
}

/** What went wrong on the way, such as `connect ECONNREFUSED 127.0.0.1:9`: the cause, as the error around it says nothing. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
