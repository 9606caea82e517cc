import type { Database } from 'better-sqlite3';

/** The record of one execution of a job. */
export interface RunLog {
  /** `command` as typed, without secrets. Returns the run's id. */
  start(command: string, at: string): number;
  /** `counts` is what the run report shows. */
  end(runId: number, exitCode: number, counts: object, at: string): void;
}

export function createRunLog(database: Database): RunLog {
  const insert = database.prepare('INSERT INTO runs (command, started_at) VALUES (?, ?)');
  const update = database.prepare('UPDATE runs SET ended_at = ?, exit_code = ?, counts = ? WHERE id = ?');
  return {
    start: (command, at) => Number(insert.run(command, at).lastInsertRowid),
    end: (runId, exitCode, counts, at) => void update.run(at, exitCode, JSON.stringify(counts), runId),
  };
}
