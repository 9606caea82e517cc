import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A file system of its own that can be full: a tmpfs. */
export interface SmallDisk {
  readonly directory: string;
  /** Changes its size, in bytes (rounded up to 4 kB), or how many files it may have. */
  resize(limits: { readonly bytes?: number; readonly inodes?: number }): void;
  /** From now on it can only be read; files that are open for writing forbid it. */
  forbid(): void;
  allow(): void;
  /** Takes it away; fails while something in it is open. */
  remove(): void;
}

function succeeds(command: string, ...args: string[]): boolean {
  return spawnSync(command, args).status === 0;
}

/** Whether file systems can be mounted: by root, also by one who is root in a name space only. */
export function canMount(): boolean {
  const directory = mkdtempSync(join(tmpdir(), 'deckhand-mount-'));
  try {
    if (!succeeds('mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', directory)) return false;
    return succeeds('umount', directory);
  } finally {
    rmdirSync(directory);
  }
}

/** Whether a name space can be had in which file systems can be mounted. */
export function canUnshare(): boolean {
  return succeeds('unshare', '-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/tmp');
}

function run(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}

/** Mounts a tmpfs of at most so many bytes and files; it is gone when the test is. */
export function smallDisk(limits: { readonly bytes: number; readonly inodes?: number }): SmallDisk {
  const directory = mkdtempSync(join(tmpdir(), 'deckhand-disk-'));
  const options = ({ bytes, inodes }: { bytes?: number; inodes?: number }): string =>
    [
      // Of size 0 would be without limit.
      ...(bytes === undefined ? [] : [`size=${Math.max(4096, Math.ceil(bytes))}`]),
      ...(inodes === undefined ? [] : [`nr_inodes=${inodes}`]),
    ].join(',');
  run('mount', '-t', 'tmpfs', '-o', options(limits), 'tmpfs', directory);
  let isThere = true;
  const remove = (): void => {
    if (!isThere) return;
    run('umount', directory);
    isThere = false;
    rmdirSync(directory);
  };
  onTestFinished(() => {
    if (isThere) spawnSync('umount', ['--lazy', directory]);
  });
  return {
    directory,
    resize: (given) => run('mount', '-o', `remount,${options(given)}`, directory),
    forbid: () => run('mount', '-o', 'remount,ro', directory),
    allow: () => run('mount', '-o', 'remount,rw', directory),
    remove,
  };
}

/** A disk of its own with a journal, in a file, that can break while it is written: ext4. */
export interface BreakingDisk {
  readonly directory: string;
  /** As after an error of the device: the kernel writes nothing more, whatever is open. */
  break(): void;
  /** Takes it away, checks it and mounts it again. */
  repair(): void;
}

/** Makes an ext4 of 32 MB in `image` and mounts it; null where that cannot be had (no mkfs.ext4, no loop device, no root). */
export function breakingDisk(image: string): BreakingDisk | null {
  const directory = mkdtempSync(join(tmpdir(), 'deckhand-disk-'));
  const mounted = (): boolean => succeeds('mount', '-o', 'loop', image, directory);
  const made = succeeds('truncate', '-s', '32M', image) && succeeds('mkfs.ext4', '-q', image) && mounted();
  onTestFinished(() => {
    spawnSync('umount', [directory]);
    rmdirSync(directory);
  });
  if (!made) return null;
  return {
    directory,
    break: () => run('mount', '-o', 'remount,abort', directory),
    repair: () => {
      run('umount', directory);
      // 1: errors were corrected, which is what it is for.
      const { status } = spawnSync('e2fsck', ['-p', image]);
      if ((status ?? 8) > 1 || !mounted()) throw new Error(`${image} cannot be repaired`);
    },
  };
}
