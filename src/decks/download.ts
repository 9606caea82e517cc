import { createHash } from 'node:crypto';
import type { FileAnswer, FileClient, FileRequest, Part, Validators } from '../model/client.ts';
import type { Clock } from '../model/clock.ts';
import { DeckhandError, FetchError } from '../model/failure.ts';
import type { LinkOrigin } from '../model/vocabulary.ts';
import type { BlobStore } from './blob-store.ts';
import { judgeFile } from './deck-type.ts';
import type { DeckOutcome } from './outcome.ts';
import type { StoredPart } from './part.ts';
import { publishedName } from './published-name.ts';
import { missing } from './recheck.ts';
import { isWall } from './web-page.ts';

/** Why a file at a private address is not to be had: only the operator can say that it may be asked for. */
export const PRIVATE_ADDRESS = 'its address is private';

/** Names the part of an address: the same in every run, and nobody else's when the archive forgets a link and uses its number again. */
export function partId(url: string): string {
  return createHash('sha256').update(url).digest('hex').slice(0, 32);
}

/** A link whose file is to be asked for. */
export interface DeckLink {
  readonly url: string;
  readonly label: string | null;
  readonly origin: LinkOrigin;
  /** Last local day of the event, `2018-05-04`; null while unknown. */
  readonly endsOn: string | null;
  /** The newest stored version and the validators it came with. */
  readonly current: (Validators & { readonly sha256: string; readonly extension: string }) | null;
}

export interface DownloadDependencies {
  readonly client: FileClient;
  readonly store: BlobStore;
  readonly clock: Pick<Clock, 'now'>;
  /** A larger file is not stored: `--max-file-bytes`. */
  readonly maxFileBytes: number;
  /** The address of the file behind a link, or why there is none (a clause: `it is a folder`). */
  resolve(link: Pick<DeckLink, 'url' | 'origin'>): Promise<ResolvedLink>;
}

type ResolvedLink =
  | { readonly kind: 'file'; readonly url: string }
  | { readonly kind: 'unavailable'; readonly reason: string };

/**
 * One attempt to download a link's file: conditional where a version is stored, resumed where an earlier run was killed.
 * The file goes into a part; only if it is whole and what it was published as does it become a blob, fsynced under its
 * SHA-256. What was stored before is never touched. Recording the outcome is the caller's one transaction.
 *
 * Throws a `FetchError` where the whole run has to leave the server alone or end (parked, budget, stopped), and a
 * `NoSpaceError`; never because of the link, its server or its file.
 */
export async function downloadDeck(link: DeckLink, dependencies: DownloadDependencies): Promise<DeckOutcome> {
  try {
    const address = await dependencies.resolve(link);
    if (address.kind === 'file') return await downloadFile(link, address.url, dependencies);
    const { reason } = address;
    return { kind: 'unavailable', status: null, reason, detail: `There is no file behind the link: ${reason}.` };
  } catch (error) {
    if (error instanceof FetchError) return outcomeOfError(error);
    throw error;
  }
}

async function downloadFile(link: DeckLink, url: string, dependencies: DownloadDependencies): Promise<DeckOutcome> {
  const { client, store, maxFileBytes } = dependencies;
  const validators = await validatorsOf(link, store);
  const part = await store.part(partId(link.url));
  let goesOn = true;
  try {
    const request: FileRequest = { url, part, maxBytes: maxFileBytes };
    const answer = await client.file(validators === null ? request : { ...request, validators });
    goesOn = answer.kind === 'failed' || (answer.kind === 'status' && isPassing(answer.status));
    return await outcomeOf(answer, { ...dependencies, link, part, conditional: validators !== null });
  } finally {
    await part.close();
    if (!goesOn || !canResume(part)) await store.discard(part);
  }
}

interface AnswerContext extends DownloadDependencies {
  readonly link: DeckLink;
  readonly part: StoredPart;
  readonly conditional: boolean;
}

type Body = Extract<FileAnswer, { kind: 'body' }>;
type NotModified = Extract<FileAnswer, { kind: 'not_modified' }>;
type Status = Extract<FileAnswer, { kind: 'status' }>;

async function outcomeOf(answer: FileAnswer, context: AnswerContext): Promise<DeckOutcome> {
  switch (answer.kind) {
    case 'body':
      return outcomeOfBody(answer, context);
    case 'not_modified':
      return outcomeOfNotModified(answer, context);
    case 'status':
      return outcomeOfStatus(answer, context);
    case 'too_large':
      return {
        kind: 'too_large',
        status: null,
        bytes: answer.bytes,
        detail: `The file is larger than the limit of ${context.maxFileBytes} bytes.`,
      };
    case 'failed':
      return outcomeOfError(answer.error);
  }
}

async function outcomeOfBody(
  { file, headers, resumed, url }: Body,
  { link, part, store }: AnswerContext,
): Promise<DeckOutcome> {
  const status = resumed ? 206 : 200;
  const promised = promisedBytes(headers, resumed);
  if (promised !== null && promised !== file.bytes) {
    return failed(status, `The server promised ${promised} bytes and sent ${file.bytes}.`);
  }
  const name = publishedName(headers['content-disposition'] ?? null, url);
  const contentType = headers['content-type'] ?? null;
  const judgement = await judgeFile(file.head, file.bytes, { url: link.url, name, contentType, label: link.label });
  if (!judgement.ok) {
    const { detail, reason } = judgement;
    if (reason === 'wall') return { kind: 'wall', status, detail };
    if (reason === 'lfs_pointer') return { kind: 'unavailable', status, detail, reason: 'it is kept in Git LFS' };
    return failed(status, detail);
  }
  const validators = { etag: headers['etag'] ?? null, lastModified: headers['last-modified'] ?? null };
  // The part is taken even if the content is known: where the stored copy was lost, this is the new one.
  const blob = await store.take(part, file, judgement.extension);
  if (file.sha256 === link.current?.sha256) {
    return { kind: 'unchanged', status, detail: 'The server sent the same bytes again.', ...validators };
  }
  return {
    kind: link.current === null ? 'stored' : 'new_version',
    status,
    detail: `${file.bytes} bytes of ${judgement.mediaType} were stored${resumed ? ' after a resumed download' : ''}.`,
    ...validators,
    file: {
      sha256: file.sha256,
      bytes: file.bytes,
      mediaType: judgement.mediaType,
      extension: blob.extension,
      path: blob.path,
      publishedName: name,
    },
  };
}

function outcomeOfNotModified({ headers }: NotModified, { link, conditional }: AnswerContext): DeckOutcome {
  if (!conditional || link.current === null) return failed(304, 'The server answered 304 to an unconditional request.');
  return {
    kind: 'unchanged',
    status: 304,
    detail: 'The server says that the file has not changed.',
    etag: headers['etag'] ?? link.current.etag,
    lastModified: headers['last-modified'] ?? link.current.lastModified,
  };
}

function outcomeOfStatus({ status, head }: Status, { link, clock }: AnswerContext): DeckOutcome {
  if (status === 404 || status === 410) {
    const kind = missing({ now: clock.now(), endsOn: link.endsOn, stored: link.current !== null });
    return { kind, status, detail: `The server has no such file (HTTP ${status}).` };
  }
  if (status === 401 || status === 403) {
    return { kind: 'wall', status, detail: `The server does not let us have the file (HTTP ${status}).` };
  }
  if (isPassing(status) && isWall(head)) {
    return { kind: 'wall', status, detail: `A bot check stands before the file (HTTP ${status}).` };
  }
  if (status === 451) {
    const reason = 'it is withheld for legal reasons';
    return { kind: 'unavailable', status, reason, detail: `The file is withheld for legal reasons (HTTP ${status}).` };
  }
  const refused = status === 429 || status === 503;
  const detail = refused ? 'The server asks us to slow down' : 'The server did not give the file';
  return { kind: 'failed', status, refused, detail: `${detail} (HTTP ${status}).` };
}

/** What no answer means for the link; throws what is not about the link. */
function outcomeOfError(error: Error): DeckOutcome {
  if (!(error instanceof FetchError)) {
    if (error instanceof DeckhandError) throw error;
    return failed(null, error.message);
  }
  switch (error.code) {
    case 'parked':
    case 'budget':
    case 'stopped':
      throw error;
    case 'forbidden_by_robots':
      // With a cause the rules could not be had: that passes.
      if (error.cause !== undefined) return { ...failed(null, error.message), silent: true };
      return { kind: 'unavailable', status: null, reason: 'robots.txt forbids it', detail: error.message };
    case 'forbidden_address':
      return { kind: 'unavailable', status: null, reason: PRIVATE_ADDRESS, detail: error.message };
    case 'too_large':
      return { kind: 'too_large', status: null, bytes: null, detail: error.message };
    case 'unreachable':
    case 'timed_out':
      return { ...failed(null, error.message), silent: true };
    case 'cut_short':
    case 'malformed':
    case 'too_many_redirects':
      return failed(null, error.message);
  }
}

/** Validators to ask with: none where the stored copy was lost, or it would stay lost. */
async function validatorsOf({ current }: DeckLink, store: BlobStore): Promise<Validators | null> {
  if (current === null || (current.etag === null && current.lastModified === null)) return null;
  if (!(await store.has(current.sha256, current.extension))) return null;
  return { etag: current.etag, lastModified: current.lastModified };
}

/** Size of the whole file as announced; null where nothing was, or only the size of its compressed form. */
function promisedBytes(headers: Readonly<Record<string, string>>, resumed: boolean): number | null {
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') return null;
  const text = resumed ? /\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1] : headers['content-length'];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}

/** Only bytes under a strong ETag can be gone on from (RFC 9110, 13.1.5); others would only take space. */
function canResume(part: Part): boolean {
  return part.bytes > 0 && part.validators?.etag?.startsWith('"') === true;
}

/** The server's state, not the file's: asking again later may help. */
function isPassing(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

function failed(status: number | null, detail: string): Extract<DeckOutcome, { kind: 'failed' }> {
  return { kind: 'failed', status, refused: false, detail };
}
