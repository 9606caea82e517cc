import type { Database } from 'better-sqlite3';
import type { TitleConvention } from '../model/edition.ts';
import { UsageError } from '../model/failure.ts';
import { type ConferenceFacts, NO_FACTS } from '../model/programme.ts';

/** A conference as the archive knows it. */
export interface StoredConference {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly series: string | null;
  readonly platform: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly url: string | null;
  readonly timeZone: string | null;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  /** What the scraper or the operator stated; it wins over pages. */
  readonly stated: Partial<ConferenceFacts>;
  readonly titles: TitleConvention;
  /** Whether a scraper's edition or an address given by hand made it known. */
  readonly addedBy: 'scraper' | 'operator';
  readonly parserVersion: number | null;
  readonly addedAt: string;
  /** ISO-8601 UTC; null before the first accepted programme. */
  readonly lastReadAt: string | null;
  /** The newest try that was no good reading, how many there were in a row, and what a person was told; null and 0 after a good one. */
  readonly lastFailedAt: string | null;
  readonly readFailures: number;
  readonly lastProblem: string | null;
}

/** What makes a conference known. */
export interface ConferenceToAdd {
  readonly slug: string;
  readonly name: string;
  readonly series: string | null;
  readonly platform: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly stated: Partial<ConferenceFacts>;
  readonly titles: TitleConvention;
  readonly addedBy: 'scraper' | 'operator';
}

type Row = Omit<StoredConference, 'parameters' | 'stated' | 'titles'> & {
  parameters: string;
  stated: string;
  titles: TitleConvention['people'];
};

export function createConferences(database: Database) {
  const columns = `id, slug, name, series, platform, parameters, url, time_zone AS timeZone, starts_on AS startsOn, ends_on AS endsOn, stated, titles, added_by AS addedBy,
    parser_version AS parserVersion, added_at AS addedAt, last_read_at AS lastReadAt, last_failed_at AS lastFailedAt, read_failures AS readFailures,
    last_problem AS lastProblem`;
  const bySlug = database.prepare<[string], Row>(`SELECT ${columns} FROM conferences WHERE slug = ?`);
  const all = database.prepare<[], Row>(`SELECT ${columns} FROM conferences ORDER BY starts_on, slug`);
  const forgotten = database.prepare<[string], { at: string }>(
    "SELECT at FROM tombstones WHERE kind = 'conference' AND name = ?",
  );
  const insert = database.prepare(
    `INSERT INTO conferences (slug, name, series, platform, parameters, url, city, country, venue, time_zone, starts_on, ends_on, stated, titles, added_by, added_at)
     VALUES (@slug, @name, @series, @platform, @parameters, @url, @city, @country, @venue, @timeZone, @startsOn, @endsOn, @stated, @titles, @addedBy, @at)`,
  );
  const update = database.prepare(
    `UPDATE conferences SET platform = @platform, parameters = @parameters, stated = @stated, titles = @titles, added_by = @addedBy, series = coalesce(@series, series),
       parser_version = CASE WHEN parser_version IS NULL THEN NULL ELSE 0 END
     WHERE id = @id AND (platform <> @platform OR parameters <> @parameters OR stated <> @stated OR titles <> @titles)`,
  );
  const readWell = database.prepare(
    'UPDATE conferences SET last_failed_at = NULL, read_failures = 0, last_problem = NULL WHERE id = ? AND last_failed_at IS NOT NULL',
  );
  const readBadly = database.prepare(
    'UPDATE conferences SET last_failed_at = ?, read_failures = read_failures + 1, last_problem = ? WHERE id = ?',
  );
  const readAgain = database.prepare('UPDATE conferences SET last_read_at = ? WHERE id = ?');
  const listed = database.prepare<[number], { n: number }>(
    "SELECT count(*) AS n FROM sessions WHERE conference_id = ? AND state <> 'withdrawn'",
  );
  const toConference = (row: Row): StoredConference => ({
    ...row,
    parameters: JSON.parse(row.parameters) as Record<string, unknown>,
    stated: JSON.parse(row.stated) as Partial<ConferenceFacts>,
    titles: { people: row.titles },
  });
  const find = (slug: string): StoredConference | null => {
    const row = bySlug.get(slug);
    return row === undefined ? null : toConference(row);
  };

  const refuseForgotten = (slug: string): void => {
    const tombstone = forgotten.get(slug);
    if (tombstone === undefined) return;
    throw new UsageError(
      'forgotten',
      `${slug} was removed from this archive on request (${tombstone.at}) and is not read again.`,
    );
  };

  return {
    find,
    /** Throws a `UsageError` for a conference that was removed on request. */
    refuseForgotten,
    all: (): StoredConference[] => all.all().map(toConference),
    /** A try to read it was a good one: `problem` null; or why it was not, in a sentence. */
    tried(id: number, problem: string | null, at: string): void {
      if (problem === null) readWell.run(id);
      else readBadly.run(at, problem, id);
    },
    /** It was read again, and its pages are those of the accepted programme. */
    readAgain: (id: number, at: string): void => void readAgain.run(at, id),
    /** Sessions of its programme, those that were withdrawn left out. */
    listed: (id: number): number => listed.get(id)?.n ?? 0,
    /**
     * Makes a conference known, or brings what is stated of it up to date: what was read under other facts is then to be read again, as after
     * a change of our parser. Throws a `UsageError` for one that was forgotten on
     * request.
     */
    remember(conference: ConferenceToAdd, at: string): StoredConference {
      refuseForgotten(conference.slug);
      const { slug, name, series, platform, stated, addedBy } = conference;
      const texts = {
        parameters: JSON.stringify(conference.parameters),
        stated: JSON.stringify(stated),
        titles: conference.titles.people,
      };
      const known = find(slug);
      if (known === null) {
        insert.run({ ...NO_FACTS, ...stated, slug, name, series, platform, addedBy, ...texts, at });
      } else {
        update.run({ id: known.id, series, platform, addedBy, ...texts });
      }
      const stored = find(slug);
      if (stored === null) throw new Error(`conference ${slug} was not stored`);
      return stored;
    },
  };
}
