import type { Database } from 'better-sqlite3';

/** A programme that looked wrong and waits for a person. `programme` is JSON as it was read. */
export interface HeldProgramme {
  readonly conferenceId: number;
  readonly runId: number;
  readonly heldAt: string;
  readonly reason: string;
  readonly parserVersion: number;
  readonly programme: string;
  readonly captures: readonly number[];
}

/** At most one held programme a conference: the newest. */
export function createHeldProgrammes(database: Database) {
  const upsert = database.prepare(
    `INSERT INTO held_programmes (conference_id, run_id, held_at, reason, parser_version, programme, captures)
     VALUES (@conferenceId, @runId, @heldAt, @reason, @parserVersion, @programme, @captures)
     ON CONFLICT (conference_id) DO UPDATE SET run_id = excluded.run_id, held_at = excluded.held_at, reason = excluded.reason,
       parser_version = excluded.parser_version, programme = excluded.programme, captures = excluded.captures`,
  );
  const find = database.prepare<[number], Omit<HeldProgramme, 'captures'> & { captures: string }>(
    `SELECT conference_id AS conferenceId, run_id AS runId, held_at AS heldAt, reason, parser_version AS parserVersion, programme, captures
     FROM held_programmes WHERE conference_id = ?`,
  );
  const remove = database.prepare('DELETE FROM held_programmes WHERE conference_id = ?');
  return {
    hold: (held: HeldProgramme): void => void upsert.run({ ...held, captures: JSON.stringify(held.captures) }),
    find(conferenceId: number): HeldProgramme | null {
      const row = find.get(conferenceId);
      return row === undefined ? null : { ...row, captures: JSON.parse(row.captures) as number[] };
    },
    drop: (conferenceId: number): void => void remove.run(conferenceId),
  };
}
