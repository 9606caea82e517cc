import type { StoredConference } from '../archive/conferences.ts';
import { afterMove, placeOf } from '../decks/recheck.ts';
import type { Run } from './run.ts';

/** After a reading: where the event takes place at another time than `before`, its decks are asked for around that time. */
export function followDates(run: Run, before: StoredConference): void {
  const { decks, conferences } = run.archive;
  const endsOn = conferences.find(before.slug)?.endsOn ?? null;
  if (endsOn === before.endsOn || before.lastReadAt === null) return;
  const now = run.clock.now();
  decks.checkAt(
    decks.waitingLinks(before.slug).flatMap((link) => {
      const at = afterMove(link, { now, endsOn, place: placeOf(link.id) });
      return at === link.nextCheckAt ? [] : [{ id: link.id, at }];
    }),
  );
}
