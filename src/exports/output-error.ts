import { NoSpaceError, UsageError } from '../model/failure.ts';

/** What an error of the file system means to a person who named `path` with --output; anything else is returned as it is. */
export function asOutputError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new NoSpaceError(`The disk that holds ${path} is full. Make room, or name another with --output.`, {
        cause: error,
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new NoSpaceError(`${path} cannot be written (${code}). Name another with --output.`, { cause: error });
    case 'ENOENT':
      return new UsageError('bad_output', `${path} cannot be made: the directory it would be in is not there.`, {
        cause: error,
      });
    case 'ENOTDIR':
    case 'EEXIST':
      return new UsageError('bad_output', `${path} cannot be made: a file stands where a directory has to be.`, {
        cause: error,
      });
    case 'EISDIR':
      return new UsageError('bad_output', `${path} is a directory. Name a file in it with --output.`, { cause: error });
    case 'ENAMETOOLONG':
      return new UsageError('bad_output', `${path} is too long a path. Name a shorter one with --output.`, {
        cause: error,
      });
    default:
      return error;
  }
}
