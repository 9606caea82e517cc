import type { Database, Statement } from 'better-sqlite3';

/**
 * A statement that is prepared when it is first used. For those that write to what a full-text index follows by triggers: they cannot be prepared where that
 * index cannot be opened, and an archive must open with it, to be looked at and mended.
 */
export function prepared<Bind extends unknown[] | object = unknown[], Row = unknown>(
  database: Database,
  sql: string,
): () => Statement<Bind extends unknown[] ? Bind : [Bind], Row> {
  let statement: Statement<Bind extends unknown[] ? Bind : [Bind], Row> | null = null;
  return () => (statement ??= database.prepare<Bind, Row>(sql) as typeof statement & object);
}
