import { createHash } from 'node:crypto';
import type { Part, Validators } from '../../src/model/client.ts';

/** A part in memory, with what was done to it. */
export interface MemoryPart extends Part {
  content(): string;
  readonly restarts: number;
}

export function createMemoryPart(text = '', validators: Validators | null = null): MemoryPart {
  let bytes = Buffer.from(text);
  let current = validators;
  let restarts = 0;
  return {
    get bytes() {
      return bytes.length;
    },
    get validators() {
      return current;
    },
    get restarts() {
      return restarts;
    },
    content: () => bytes.toString(),
    restart: (next) => {
      bytes = Buffer.alloc(0);
      current = next;
      restarts += 1;
      return Promise.resolve();
    },
    append: (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      return Promise.resolve();
    },
    finish: () =>
      Promise.resolve({
        sha256: createHash('sha256').update(bytes).digest('hex'),
        bytes: bytes.length,
        head: bytes.subarray(0, 4100),
      }),
  };
}
