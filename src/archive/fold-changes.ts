import type { ChangeEvent } from './change-event.ts';

/**
 * The same news in fewer events, in the same order: a link that came or went with a file is told by the file. That a file was moved says
 * that the link it was under is gone and that the other one is new; a new deck says that its link is new. Such an event takes in only the last
 * that stands before it.
 */
export function foldChanges(events: readonly ChangeEvent[]): ChangeEvent[] {
  const added = new Map<number, ChangeEvent>();
  const removed = new Map<number, ChangeEvent>();
  const taken = new Set<ChangeEvent>();
  const take = (from: Map<number, ChangeEvent>, link: number | null): void => {
    const event = link === null ? undefined : from.get(link);
    if (event === undefined || link === null) return;
    taken.add(event);
    from.delete(link);
  };
  for (const event of events) {
    if (event.link === null) continue;
    const { id } = event.link;
    if (event.kind === 'link_added') added.set(id, event);
    if (event.kind === 'link_removed') removed.set(id, event);
    if (event.kind !== 'deck_added' && event.kind !== 'deck_moved') continue;
    take(added, id);
    take(removed, event.movedFrom);
  }
  return events.filter((event) => !taken.has(event));
}
