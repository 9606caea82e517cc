import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { FetchError } from '../model/failure.ts';
import type { ExchangeLimits } from './exchange.ts';

/** Status line and headers of an answer, and its body still on the wire. */
export interface AnswerStart {
  readonly status: number;
  readonly statusText: string;
  readonly rawHeaders: readonly (readonly [string, string])[];
  readonly connectMs: number;
  readonly firstByteMs: number;
  /**
   * As received, still encoded. Reading it slows the server down to the reader's speed. Where the answer fails, all that came of it is
   * handed out before the failure is thrown: a download goes on from there.
   */
  readonly body: AsyncIterable<Uint8Array>;
  /** The body is not wanted: what has not been sent yet need not be. */
  abandon(): void;
}

type Phase = 'connect' | 'headers' | 'body' | 'slow' | 'total';

/**
 * Follows one dispatched request through its phases with a time limit for each. undici's own timers know neither when
 * a connection was made nor when the whole took too long, and count in steps of a second.
 */
export class OneAnswer implements Dispatcher.DispatchHandler {
  readonly started: Promise<AnswerStart>;
  readonly #limits: ExchangeLimits;
  readonly #url: string;
  readonly #begin = performance.now();
  readonly #settle: PromiseWithResolvers<AnswerStart>;
  readonly #total: NodeJS.Timeout;
  #timer: NodeJS.Timeout | undefined;
  #span: NodeJS.Timeout | undefined;
  #received = 0;
  #controller: Dispatcher.DispatchController | null = null;
  #body: Readable | null = null;
  #sentAt = 0;
  #complete = false;
  #failure: Error | null = null;

  constructor(url: string, limits: ExchangeLimits) {
    this.#url = url;
    this.#limits = limits;
    this.#settle = Promise.withResolvers<AnswerStart>();
    this.started = this.#settle.promise;
    this.#total = setTimeout(() => this.abort(this.#late('total')), limits.totalMs);
    this.#watch('connect');
  }

  get totalMs(): number {
    return performance.now() - this.#begin;
  }

  /** Ends the request, whatever it is doing; the reader of the body gets the same error. */
  abort(reason: Error): void {
    this.#failure ??= reason;
    this.#stopWatching();
    this.#controller?.abort(this.#failure);
    this.#body?.destroy(this.#failure);
    this.#settle.reject(this.#failure);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure !== null) {
      controller.abort(this.#failure);
      return;
    }
    this.#sentAt = performance.now();
    this.#watch('headers');
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    statusText?: string,
  ): void {
    // 100 Continue and 103 Early Hints announce an answer; they are none.
    if (status < 200) return;
    this.#watch('body');
    this.#watchSpeed(0);
    const body = new Readable({
      read: () => controller.resume(),
      destroy: (error, done) => {
        // The reader lost interest: without this the rest of the body would still be sent.
        if (this.#failure === null && !this.#complete) this.#abandon(controller);
        done(error);
      },
    });
    // Nobody may be reading when it fails; a reader gets the error all the same.
    body.on('error', () => {});
    this.#body = body;
    this.#settle.resolve({
      status,
      statusText: statusText ?? '',
      rawHeaders: pairsOf(controller.rawHeaders),
      connectMs: this.#sentAt - this.#begin,
      firstByteMs: performance.now() - this.#sentAt,
      body: this.#whole(body),
      abandon: () => void body.destroy(),
    });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#watch('body');
    this.#received += chunk.length;
    if (this.#body?.push(chunk) === false) controller.pause();
  }

  onResponseEnd(): void {
    this.#complete = true;
    this.#stopWatching();
    this.#body?.push(null);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const failure = this.#failure ?? failureOf(error, this.#url, this.#body !== null);
    this.#stopWatching();
    this.#settle.reject(failure);
    if (this.#body?.destroyed === false) {
      this.#failure = failure;
      // Not `destroy`, which would drop what has come and was not read yet.
      this.#body.push(null);
    }
  }

  async *#whole(body: Readable): AsyncGenerator<Uint8Array> {
    yield* body as AsyncIterable<Buffer>;
    if (this.#failure !== null) throw this.#failure;
  }

  #abandon(controller: Dispatcher.DispatchController): void {
    this.#stopWatching();
    this.#failure = new FetchError('stopped', `${this.#url}: the rest of the body was not wanted`);
    controller.abort(this.#failure);
  }

  #watch(phase: Exclude<Phase, 'slow' | 'total'>): void {
    const { connectMs, headersMs, bodyIdleMs } = this.#limits;
    clearTimeout(this.#timer);
    const limit = { connect: connectMs, headers: headersMs, body: bodyIdleMs }[phase];
    this.#timer = setTimeout(() => this.#expired(phase), limit);
  }

  #expired(phase: Exclude<Phase, 'slow' | 'total'>): void {
    // A full buffer means that our disk is slow, not the server.
    if (phase === 'body' && this.#controller?.paused === true) this.#watch('body');
    else this.abort(this.#late(phase));
  }

  #watchSpeed(before: number): void {
    const { bytes, inMs } = this.#limits.slowest;
    this.#span = setTimeout(() => {
      // A full buffer means that our disk is slow, not the server.
      if (this.#received - before >= bytes || this.#controller?.paused === true) this.#watchSpeed(this.#received);
      else this.abort(this.#late('slow'));
    }, inMs);
  }

  #stopWatching(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#span);
    clearTimeout(this.#total);
  }

  #late(phase: Phase): FetchError {
    const { connectMs, headersMs, bodyIdleMs, slowest, totalMs } = this.#limits;
    const what = {
      connect: `no connection within ${connectMs} ms`,
      headers: `no answer within ${headersMs} ms`,
      body: `silence for ${bodyIdleMs} ms in the midst of the answer`,
      slow: `fewer than ${slowest.bytes} bytes in ${slowest.inMs} ms`,
      total: `not finished within ${totalMs} ms`,
    }[phase];
    return new FetchError('timed_out', `${this.#url}: ${what}`);
  }
}

/** What a failure of undici, the system or TLS means for us. */
export function failureOf(error: Error, url: string, inBody: boolean): Error {
  const own = ownError(error);
  if (own !== null) return own;
  const code = 'code' in error ? String(error.code) : '';
  const kind = /TIMEOUT|ETIMEDOUT/.test(code)
    ? 'timed_out'
    : isNoHttp(error, code)
      ? 'malformed'
      : inBody
        ? 'cut_short'
        : 'unreachable';
  return new FetchError(kind, `${url}: ${reasonOf(error, code, inBody)}`, { cause: error });
}

/** undici's parser gives its errors no code; an end in the wrong place is a broken connection all the same. */
function isNoHttp(error: Error, code: string): boolean {
  if (/RESPONSE_CONTENT_LENGTH|UND_ERR_HEADERS_OVERFLOW/.test(code)) return true;
  return (error.name === 'HTTPParserError' || code.startsWith('HPE_')) && !/EOF/.test(`${code} ${error.message}`);
}

/** `other side closed` is all that undici says where a connection ends too early. */
function reasonOf(error: Error, code: string, inBody: boolean): string {
  if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET') {
    return `the connection broke ${inBody ? 'in the midst of the answer' : 'before an answer came'}`;
  }
  return error.message === '' ? code : error.message;
}

/** Our own error, where it passed through somebody else's hands (`dns.lookup`, a proxy). */
function ownError(error: unknown): FetchError | null {
  if (error instanceof FetchError) return error;
  return error instanceof Error && error.cause !== undefined ? ownError(error.cause) : null;
}

function pairsOf(raw: Dispatcher.DispatchController['rawHeaders']): [string, string][] {
  if (!Array.isArray(raw)) return [];
  const texts = raw.map(headerText);
  return Array.from({ length: texts.length >> 1 }, (_, index) => [texts[2 * index] ?? '', texts[2 * index + 1] ?? '']);
}

/** Header bytes are Latin-1 by tradition, but file names in Content-Disposition are often raw UTF-8. */
function headerText(value: Buffer | string): string {
  if (typeof value === 'string') return value;
  const text = value.toString('utf8');
  return text.includes('�') ? value.toString('latin1') : text;
}
