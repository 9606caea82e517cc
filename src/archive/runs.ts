import type { Database } from 'better-sqlite3';

/** The last run of one command that has ended. Instants are ISO-8601 UTC. */
export interface LastRun {
  /** Its first word: `nightly`. */
  readonly command: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly exitCode: number;
  readonly requests: number;
  /** Body bytes that came back. */
  readonly bytes: number;
  /** Things of it that need a person. */
  readonly needsPerson: number;
}

/** The record of the executions of jobs. */
export function createRunLog(database: Database) {
  const insert = database.prepare('INSERT INTO runs (command, started_at) VALUES (?, ?)');
  const update = database.prepare('UPDATE runs SET ended_at = ?, exit_code = ?, counts = ? WHERE id = ?');
  const last = database.prepare<[], LastRun>(
    `WITH ended AS (SELECT *, substr(command, 1, instr(command || ' ', ' ') - 1) AS verb FROM runs WHERE ended_at IS NOT NULL)
     SELECT verb AS command, started_at AS startedAt, ended_at AS endedAt, exit_code AS exitCode,
       coalesce(counts ->> 'requests', 0) AS requests, coalesce(counts ->> 'bytes', 0) AS bytes,
       (SELECT count(*) FROM json_each(counts, '$.notes') n WHERE n.value ->> 'person' = 1) AS needsPerson
     FROM ended WHERE id IN (SELECT max(id) FROM ended GROUP BY verb) ORDER BY verb`,
  );
  const cutOff = database.prepare<{ command: string; runId: number }, { n: number }>(
    `SELECT count(*) AS n FROM runs WHERE command = @command AND id < @runId AND ended_at IS NULL
       AND id > coalesce((SELECT max(id) FROM runs WHERE command = @command AND ended_at IS NOT NULL), 0)`,
  );
  return {
    /** How many runs of a command right before this one never came to an end. */
    cutOff: (command: string, runId: number): number => cutOff.get({ command, runId })?.n ?? 0,
    /** `command` as typed, without secrets. Returns the run's id. */
    start: (command: string, at: string): number => Number(insert.run(command, at).lastInsertRowid),
    /** `counts` is what the run report shows. */
    end: (runId: number, exitCode: number, counts: object, at: string): void =>
      void update.run(at, exitCode, JSON.stringify(counts), runId),
    /** The last run of each command. */
    last: (): LastRun[] => last.all(),
  };
}
