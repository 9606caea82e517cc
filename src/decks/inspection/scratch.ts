import { statfs } from 'node:fs/promises';

/**
 * For where a program left a file out or short and does not say why: throws `ENOSPC`, with the directory as its `path`, when the disk that holds
 * it has less than so many bytes left. A full disk is not the file's fault.
 */
export async function requireRoom(directory: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize >= bytes) return;
  throw Object.assign(new Error(`ENOSPC: the disk that holds ${directory} is full`), {
    code: 'ENOSPC',
    path: directory,
  });
}
