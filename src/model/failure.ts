/**
 * Everything Deckhand refuses or gives up on, as errors named by what the program does about them. A message says what
 * happened and what to do; it never holds credentials.
 */

/** Exit codes of every command; `docs/exit-codes.md` documents them and a test holds the two together. */
export const EXIT_CODES = {
  ok: 0,
  internal: 1,
  usage: 2,
  partial: 3,
  suspect: 4,
  limited: 5,
  locked: 6,
  damaged: 7,
  no_space: 8,
  budget: 9,
  interrupted: 130,
  terminated: 143,
} as const;
export type ExitName = keyof typeof EXIT_CODES;

/** When several apply, the first of these is the exit code. A signal beats them all. */
const PRECEDENCE: readonly ExitName[] = [
  'interrupted',
  'terminated',
  'internal',
  'damaged',
  'no_space',
  'locked',
  'usage',
  'suspect',
  'limited',
  'partial',
  'budget',
  'ok',
];

/** The one name that several outcomes of a run come to; `ok` for none. */
export function worstOf(names: Iterable<ExitName>): ExitName {
  const seen = new Set(names);
  return PRECEDENCE.find((name) => seen.has(name)) ?? 'ok';
}

/** Base of all expected failures. `code` is for programs, `message` for people, `exit` for the shell. */
export class DeckhandError extends Error {
  readonly code: string;
  readonly exit: ExitName;

  constructor(exit: ExitName, code: string, message: string, options?: ErrorOptions) {
    super(withoutCredentials(message), options);
    this.name = new.target.name;
    this.exit = exit;
    this.code = code;
  }
}

/** Wrong arguments, configuration or file: the person who typed has to change something. */
export class UsageError extends DeckhandError {
  constructor(code: string, message: string, options?: ErrorOptions) {
    super('usage', code, message, options);
  }
}

/** Another run holds the archive. */
export class LockedError extends DeckhandError {
  constructor(message: string) {
    super('locked', 'locked', message);
  }
}

/** The archive or a stored file is not what it was written as. */
export class DamagedError extends DeckhandError {
  constructor(message: string, options?: ErrorOptions) {
    super('damaged', 'damaged', message, options);
  }
}

/** The disk is full or the directory cannot be written. */
export class NoSpaceError extends DeckhandError {
  constructor(message: string, options?: ErrorOptions) {
    super('no_space', 'no_space', message, options);
  }
}

/** Why a request had no usable answer. The runner acts on the code alone. */
export type FetchFailure =
  /** DNS failed, connection refused or reset, TLS failed, a time-out: asking again later may help. */
  | 'unreachable'
  | 'timed_out'
  | 'cut_short'
  /** The answer is not HTTP, or its encoding is broken. */
  | 'malformed'
  | 'too_large'
  /** robots.txt says no, or could not be had. */
  | 'forbidden_by_robots'
  /** A private or otherwise refused address. */
  | 'forbidden_address'
  | 'too_many_redirects'
  /** The server asked us to stop for now, or is parked. */
  | 'parked'
  /** A named budget is used up. */
  | 'budget'
  | 'stopped';

const FETCH_EXITS: Readonly<Record<FetchFailure, ExitName>> = {
  unreachable: 'partial',
  timed_out: 'partial',
  cut_short: 'partial',
  malformed: 'partial',
  too_large: 'partial',
  forbidden_by_robots: 'partial',
  forbidden_address: 'usage',
  too_many_redirects: 'partial',
  parked: 'limited',
  budget: 'budget',
  stopped: 'interrupted',
};

/** A request that could not be made or had no answer. */
export class FetchError extends DeckhandError {
  declare readonly code: FetchFailure;
  /** For `parked`: when the server may be asked again, milliseconds since the epoch. */
  readonly until: number | null;

  constructor(code: FetchFailure, message: string, options?: ErrorOptions & { until?: number }) {
    super(FETCH_EXITS[code], code, message, options);
    this.until = options?.until ?? null;
  }
}

/** What SQLite says where a write failed: of the file, of a directory's entry, of the memory that readers and writers share. */
export const FULL_FOR_SQLITE: ReadonlySet<string> = new Set([
  'SQLITE_FULL',
  ...['WRITE', 'FSYNC', 'DIR_FSYNC', 'TRUNCATE', 'SHMSIZE', 'SHMMAP'].map((what) => `SQLITE_IOERR_${what}`),
]);

/** ENOSPC, EDQUOT, EROFS, EACCES and a file in the place of the directory become a `NoSpaceError` that names the directory; anything else is returned as it is. */
export function asStorageError(error: unknown, directory: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC' || code === 'EDQUOT' || FULL_FOR_SQLITE.has(code)) {
    return new NoSpaceError(
      `The disk that holds ${directory} is full. Free some space and run the command again; nothing is lost.`,
      {
        cause: error,
      },
    );
  }
  if (
    code === 'EROFS' ||
    code === 'EACCES' ||
    code === 'EPERM' ||
    code.startsWith('SQLITE_READONLY') ||
    code.startsWith('SQLITE_CANTOPEN')
  ) {
    return new NoSpaceError(
      `${directory} cannot be written (${code}). Make it writable for this user, or name another with --data.`,
      {
        cause: error,
      },
    );
  }
  if (code === 'ENOTDIR' || code === 'EEXIST') {
    return new NoSpaceError(
      `${directory} cannot be made: a file stands where a directory has to be. Name another with --data.`,
      { cause: error },
    );
  }
  // Where Linux takes no directories at all, such as below /proc.
  if (code === 'ENOENT' && error instanceof Error && 'syscall' in error && error.syscall === 'mkdir') {
    return new NoSpaceError(
      `${directory} cannot be made: the system takes no new directories there. Name another with --data.`,
      { cause: error },
    );
  }
  return error;
}

/** The text with the `user:password@` of its addresses left out. */
export function withoutCredentials(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]{0,40}:\/\/)[^/?#\s]*@/gi, '$1');
}
