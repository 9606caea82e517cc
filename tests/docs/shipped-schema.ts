import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openArchive } from '../../src/archive/archive.ts';
import type { SchemaTable } from '../../src/archive/schema.ts';

/** The schema of a new archive, read from a database that was really made. */
export function shippedSchema(): readonly SchemaTable[] {
  const directory = mkdtempSync(join(tmpdir(), 'deckhand-schema-'));
  try {
    const archive = openArchive({ directory, mode: 'create' });
    try {
      return archive.schema();
    } finally {
      archive.close();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
