import type { StoredConference } from '../archive/conferences.ts';
import { UsageError } from '../model/failure.ts';
import { Programme } from '../model/programme.ts';
import { count } from './reading.ts';
import { followDates } from './reschedule.ts';
import type { Run } from './run.ts';
import { isWalled } from './suspicion.ts';

/**
 * Takes the programme that was held back as suspect, as it was read then; an empty one withdraws every session. Throws a `UsageError` when
 * there is none, and for a wall, behind which nobody has seen the page.
 */
export function acceptConference(run: Run, conference: StoredConference): void {
  const { archive } = run;
  const held = archive.held.find(conference.id);
  if (held === null) {
    throw new UsageError(
      'nothing_held',
      `No programme of ${conference.slug} is held back. "deckhand status ${conference.slug}" shows how it stands.`,
    );
  }
  const programme = Programme.parse(JSON.parse(held.programme));
  const isEmpty = programme.sessions.length === 0;
  if (isEmpty && isWalled(programme)) {
    throw new UsageError('nothing_read', `There is nothing to accept: ${conference.slug} is held back. ${held.reason}`);
  }
  count(
    run,
    conference.slug,
    archive.programmes.save({
      conferenceId: conference.id,
      runId: run.id,
      // A page without sessions covers none of itself; the person has looked at it.
      programme: isEmpty ? { ...programme, scope: { kind: 'conference' } } : programme,
      parserVersion: held.parserVersion,
      captures: held.captures,
      pages: held.captures.length === 0 ? 'same' : 'all_but_details',
      reporting: true,
      at: run.at(),
    }),
  );
  archive.held.drop(conference.id);
  followDates(run, conference);
  archive.conferences.tried(conference.id, null, run.at());
  run.report(conference.slug).sessions = archive.programmes.known(conference.id).length;
}
