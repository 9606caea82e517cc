import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CapturedPage, CaptureRow, CaptureSink } from '../../src/fetch/captures.ts';
import { type ClientOptions, createClient, type PoliteClient } from '../../src/fetch/client.ts';
import type { Exchange } from '../../src/fetch/exchange.ts';
import type { FirstByte } from '../../src/fetch/queue.ts';
import { createMemoryServerStore } from '../../src/fetch/server-store.ts';
import { createExchange, type ExchangeOptions } from '../../src/fetch/undici-exchange.ts';
import { openWarcWriter, readWarcRecord } from '../../src/fetch/warc.ts';
import { createFakeClock, type FakeClock } from '../setup/fake-clock.ts';
import type { TestServer } from '../setup/server.ts';

export const AGENT = 'Deckhand/0.1.0 (+mailto:ops@example.org)';

export interface Trial {
  readonly client: PoliteClient;
  readonly clock: FakeClock;
  /** When each request was sent, on the fake clock, and to where. */
  readonly sent: readonly { readonly at: number; readonly url: string }[];
  /** Milliseconds between the requests, on the fake clock. */
  readonly gaps: () => number[];
}

/**
 * A client on a fake clock over real connections. Names in `hosts` are addresses of the outside world that this test
 * server plays: the exchange is what another machine might do for us, so it may stand elsewhere.
 */
export function createTrial(
  server: TestServer,
  options: Partial<ClientOptions> & { hosts?: readonly string[]; network?: ExchangeOptions; clock?: FakeClock } = {},
): Trial {
  const { hosts = [], network, clock = createFakeClock(), ...rest } = options;
  const sent: { at: number; url: string }[] = [];
  const real = withoutConnecting(createExchange(network));
  const exchange: Exchange = {
    send(request, parts) {
      sent.push({ at: clock.now(), url: request.url });
      const url = new URL(request.url);
      if (!hosts.includes(url.host)) return real.send(request, parts);
      const headers = { ...request.headers, 'x-host': url.host };
      const there = { ...request, headers, url: server.origin + url.pathname + url.search };
      return real.send({ ...there, allowedAddresses: [server.address] }, parts);
    },
    close: () => real.close(),
  };
  const client = createClient({
    exchange,
    clock,
    servers: createMemoryServerStore(),
    userAgent: AGENT,
    allowedAddresses: [server.address],
    ...rest,
  });
  onTestFinished(() => client.close());
  return {
    client,
    clock,
    sent,
    gaps: () => sent.slice(1).map(({ at }, index) => at - (sent[index]?.at ?? 0)),
  };
}

/** Connections take real milliseconds, which mean nothing on a clock that stands still. */
function withoutConnecting(real: Exchange): Exchange {
  return {
    async send(request, { first, ...parts } = {}) {
      const told =
        first === undefined ? {} : { first: ({ firstByteMs }: FirstByte) => first({ connectMs: 0, firstByteMs }) };
      const answer = await real.send(request, { ...parts, ...told });
      return { ...answer, timings: { ...answer.timings, connectMs: 0 } };
    },
    close: () => real.close(),
  };
}

/** A directory that is gone after the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'deckhand-fetch-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export interface TrialCaptures extends CaptureSink {
  readonly directory: string;
  readonly rows: readonly CaptureRow[];
  files(): string[];
  /** The crawl has ended well: what it kept is the accepted state. */
  accept(): void;
  close(): Promise<void>;
}

/** Captures in real WARC files; every kept page is recent until `accept`, and accepted afterwards. */
export function createTrialCaptures(directory = temporaryDirectory(), name = 'demo.warc.gz'): TrialCaptures {
  const rows: CaptureRow[] = [];
  let accepted = 0;
  const writer = openWarcWriter({ directory, name, software: 'Deckhand/0.1.0' }, (row) => rows.push(row));
  onTestFinished(() => writer.close());
  const page = (row: CaptureRow | undefined): CapturedPage | null =>
    row === undefined
      ? null
      : { ...row, read: () => readWarcRecord(join(directory, row.warc), row.offset, row.length) };
  const matches = (url: string) => (row: CaptureRow) => row.url === url || row.requestedUrl === url;
  return {
    directory,
    rows,
    files: () => readdirSync(directory),
    find: (url) => page(rows.slice(0, accepted).findLast(matches(url))),
    recent: (url) => page(rows.slice(accepted).findLast(matches(url))),
    keep: (received) => writer.keep(received),
    accept: () => {
      accepted = rows.length;
    },
    close: () => writer.close(),
  };
}
