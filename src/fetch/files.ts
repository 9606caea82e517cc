import type { FileAnswer, FileRequest, Part } from '../model/client.ts';
import { FetchError, type FetchFailure } from '../model/failure.ts';
import { checkedUrl } from './addresses.ts';
import { FILE_LIMITS } from './exchange.ts';
import { conditions } from './pages.ts';
import { losesEncryption, redirectTarget, Trail } from './redirects.ts';
import type { Requests } from './requests.ts';

/** These concern the server or the run, so they are not one file's failure. */
const NOT_ONE_FILES_AFFAIR: ReadonlySet<FetchFailure> = new Set(['parked', 'forbidden_by_robots', 'budget', 'stopped']);

export interface FilesOptions {
  readonly requests: Requests;
  readonly allowedAddresses: readonly string[];
}

/** One file, with its redirects, attempts and the resumption of what is there already. */
export async function askFile(options: FilesOptions, request: FileRequest): Promise<FileAnswer> {
  const at = { url: request.url };
  try {
    return await follow(options, request, at);
  } catch (error) {
    if (!(error instanceof FetchError) || NOT_ONE_FILES_AFFAIR.has(error.code)) throw error;
    return { kind: 'failed', url: at.url, error };
  }
}

async function follow(
  { requests, allowedAddresses }: FilesOptions,
  { url: start, part, validators, maxBytes, tally }: FileRequest,
  at: { url: string },
): Promise<FileAnswer> {
  const trail = new Trail();
  let whole = false;
  let url = checkedUrl(start, allowedAddresses);
  url.hash = '';
  trail.step(url);
  for (;;) {
    at.url = url.href;
    let ranged = false;
    const answer = await requests.ask(url, {
      purpose: 'file',
      tally,
      part,
      limits: { ...FILE_LIMITS, maxBytes },
      headers: (failure) => {
        // A server that once sent a wrong range will do so again: the whole file, then.
        if (ranged && failure?.code === 'malformed') whole = true;
        const range = whole ? null : rangeOf(part);
        ranged = range !== null;
        // A range of an encoded body would be no range of the file.
        const plain = { accept: '*/*', 'accept-encoding': 'identity' };
        return { ...plain, ...(validators === undefined ? {} : conditions(validators)), ...range };
      },
    });
    const { status, headers, body } = answer;
    if (body.kind === 'file') return { kind: 'body', url: url.href, headers, file: body.file, resumed: body.resumed };
    if (body.kind === 'too_large') return { kind: 'too_large', url: url.href, bytes: body.bytes };
    if (status === 304) return { kind: 'not_modified', url: url.href, headers };
    if (status === 416 && ranged) {
      // What we have is not the beginning of what they have (any more).
      whole = true;
      continue;
    }
    const target = redirectTarget(url, status, headers['location']);
    if (target === null) {
      const head = body.kind === 'head' ? body.head : new Uint8Array();
      return { kind: 'status', url: url.href, status, headers, head };
    }
    if (losesEncryption(url, target)) {
      throw new FetchError('malformed', `${url.href} redirects to ${target.href}: a file is not taken without https`);
    }
    url = target;
    trail.step(url);
  }
}

/**
 * Range and If-Range for what a part already holds, or null to ask for the whole. Only a strong ETag says that two
 * answers are the same byte for byte (RFC 9110, 13.1.5 and 8.8.3); a Last-Modified may be true of two versions.
 */
export function rangeOf(part: Part): Record<string, string> | null {
  const etag = part.validators?.etag ?? null;
  if (part.bytes === 0 || etag === null || !/^"[^"]*"$/.test(etag)) return null;
  return { range: `bytes=${part.bytes}-`, 'if-range': etag };
}
