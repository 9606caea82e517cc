import { pipeline, Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createZstdDecompress } from 'node:zlib';
import { FetchError } from '../model/failure.ts';

/** What we can take off again; sent with requests for pages. */
export const ACCEPT_ENCODING = 'gzip, deflate, br, zstd';

/** More codings on one body than this is nobody's mistake. */
const MAX_CODINGS = 3;

/** Written by servers that meant "none" (seen: `Content-Encoding: utf-8`). */
const NO_CODINGS = new Set(['', 'identity', 'none', 'utf-8', 'utf8', 'binary']);

/** The codings of a Content-Encoding header in the order they were applied. */
export function codingsOf(contentEncoding: string | undefined): readonly string[] {
  return (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim().replace(/^x-/, ''))
    .filter((coding) => !NO_CODINGS.has(coding));
}

/**
 * A body without its Content-Encoding, chunk by chunk, so that a caller can stop in the midst of a bomb. Throws
 * `malformed` for a broken or unknown coding, `cut_short` where the compressed data end too early; errors of the source
 * pass.
 */
export async function* decoded(
  source: AsyncIterable<Uint8Array>,
  codings: readonly string[],
): AsyncGenerator<Uint8Array> {
  if (codings.length === 0) {
    yield* source;
    return;
  }
  if (codings.length > MAX_CODINGS) throw new FetchError('malformed', `a body encoded ${codings.length} times`);
  const { first, rest } = await peeked(source);
  // An empty body is empty in every coding; the decoders would call it cut short.
  if (first === null) return;
  const decoders = codings.toReversed().map((coding, index) => decoderFor(coding, index === 0 ? first : null));
  const streams: [Readable, ...Transform[]] = [Readable.from(rest), ...decoders];
  const last = decoders.at(-1);
  if (last === undefined) return;
  pipeline(streams, () => {});
  try {
    yield* last;
  } catch (error) {
    if (error instanceof FetchError || !(error instanceof Error) || !isDecodingError(error)) throw error;
    if ('code' in error && error.code === 'Z_BUF_ERROR') {
      throw new FetchError('cut_short', 'the compressed body ends too early', { cause: error });
    }
    throw new FetchError('malformed', `the body is not the ${codings.join(', ')} it says it is`, { cause: error });
  }
}

function decoderFor(coding: string, first: Uint8Array | null): Transform {
  switch (coding) {
    case 'gzip':
      return createGunzip();
    case 'br':
      return createBrotliDecompress();
    case 'zstd':
      return createZstdDecompress();
    case 'deflate':
      // "deflate" means the zlib format (RFC 9110, 8.4.1.2), but some servers send the bare stream.
      return first !== null && ((first[0] ?? 0) & 0x0f) !== 8 ? createInflateRaw() : createInflate();
    default:
      throw new FetchError('malformed', `a body in the unknown encoding ${coding}`);
  }
}

function isDecodingError(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : '';
  return (
    /^Z_|^ERR_(BROTLI|ZSTD|_ERR)|^ERR__ERROR|^ZSTD_/.test(code) || /brotli|zstd|Decompression/i.test(error.message)
  );
}

async function peeked(
  source: AsyncIterable<Uint8Array>,
): Promise<{ first: Uint8Array | null; rest: AsyncIterable<Uint8Array> }> {
  const iterator = source[Symbol.asyncIterator]();
  let next = await iterator.next();
  while (next.done !== true && next.value.length === 0) next = await iterator.next();
  if (next.done === true) return { first: null, rest: source };
  const first = next.value;
  async function* rest(): AsyncGenerator<Uint8Array> {
    try {
      yield first;
      for (;;) {
        const more = await iterator.next();
        if (more.done === true) return;
        yield more.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { first, rest: rest() };
}
