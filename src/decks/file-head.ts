import { open } from 'node:fs/promises';

/** So many first bytes `judgeFile` wants to see. */
const HEAD_BYTES = 4_100;

/** The first bytes of a file and the size of the whole, in bytes: what `judgeFile` goes by. Throws what the disk says. */
export async function fileHead(path: string): Promise<{ readonly head: Uint8Array; readonly bytes: number }> {
  await using file = await open(path);
  const { size } = await file.stat();
  const head = new Uint8Array(Math.min(size, HEAD_BYTES));
  await file.read(head, 0, head.length, 0);
  return { head, bytes: size };
}
