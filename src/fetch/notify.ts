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
  readonly url: string;
  readonly contentType: string;
  readonly body: string;
}

export interface NotifyOptions {
  readonly userAgent: string;
  readonly proxy: ProxySettings;
  readonly clock: Clock;
}

/**
 * Posts a notice, three times if it has to. Throws a `FetchError` that names the host alone: the rest of such an address is often a
 * secret.
 */
export async function notify(
  { url, contentType, body }: Notice,
  { userAgent, proxy, clock }: NotifyOptions,
): Promise<void> {
  const dispatcher = new EnvHttpProxyAgent({
    httpProxy: proxy.http ?? '',
    httpsProxy: proxy.https ?? proxy.http ?? '',
    noProxy: proxy.except ?? '',
  });
  let why = '';
  try {
    for (let attempt = 0; attempt <= WAITS_MS.length; attempt += 1) {
      if (attempt > 0) await clock.sleep(WAITS_MS[attempt - 1] ?? 0);
      try {
        const answer = await fetch(url, {
          method: 'POST',
          headers: { 'user-agent': userAgent, 'content-type': contentType },
          body,
          dispatcher,
          signal: AbortSignal.timeout(LIMIT_MS),
        });
        await answer.body?.cancel();
        if (answer.ok) return;
        why = `it answered ${answer.status}`;
      } catch (error) {
        const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
        why = cause instanceof Error ? cause.message : String(cause);
      }
    }
  } finally {
    await dispatcher.close();
  }
  throw new FetchError('unreachable', `${new URL(url).host} was not told: ${why}`);
}
