import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** Whether a process of this machine has the number. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * When a process began, as the system counts it: a number is given to another process in time, never with the same beginning. Field 22 of
 * proc_pid_stat(5); null where the system does not say (only Linux does).
 */
export function bornAt(pid: number): string | null {
  try {
    // The name in brackets may hold anything; after it comes field 3.
    return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

/**
 * What a process is called: its program, and the script where that comes next (`python3 report.py`). Only that much: what else was typed may be
 * long, or secret. Null where the system does not say.
 */
export function commandOf(pid: number): string | null {
  try {
    const [program = '', script = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    if (program === '') return null;
    const isScript = /^[^-\s]\S*\.\w+$/.test(script);
    return isScript ? `${basename(program)} ${basename(script)}` : basename(program);
  } catch {
    return null;
  }
}
