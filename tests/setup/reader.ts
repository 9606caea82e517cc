/**
 * An analyst's program, as a process of its own: `node reader.ts <archive> <hold in ms> [SQL]`. Reads in transactions that stay open for a while, one after the
 * other, until its standard input ends; then says how many there were. Says `ready` when the first is open.
 */
import { setTimeout as wait } from 'node:timers/promises';
import SqliteDatabase from 'better-sqlite3';

const [path = '', hold = '0', sql = 'SELECT count(*) FROM runs'] = process.argv.slice(2);
const database = new SqliteDatabase(path, { readonly: true });
const question = database.prepare<[]>(sql);
const stopping = new AbortController();
process.stdin.on('end', () => stopping.abort()).resume();

let reads = 0;
while (!stopping.signal.aborted) {
  database.exec('BEGIN');
  question.all();
  reads += 1;
  if (reads === 1) process.stdout.write('ready\n');
  await wait(Number(hold), undefined, { signal: stopping.signal }).catch(() => undefined);
  question.all();
  database.exec('COMMIT');
}
database.close();
process.stdout.write(`${reads}\n`);
