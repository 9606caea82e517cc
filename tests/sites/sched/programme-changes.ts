import type { SiteSession } from './conference.ts';

/** What organisers do to a programme after it was published, each as a value of the switch `programme`. */
export type ProgrammeChange = (sessions: readonly SiteSession[]) => readonly SiteSession[];

/** Nothing is listed any more. */
export const emptied: ProgrammeChange = () => [];

/** Only the first `count` sessions are left. */
export function shrunkTo(count: number): ProgrammeChange {
  return (sessions) => sessions.slice(0, count);
}

/** The sessions with these short ids are gone. */
export function withdrawn(...shortIds: string[]): ProgrammeChange {
  return (sessions) => sessions.filter(({ shortId }) => !shortIds.includes(shortId));
}

/** One session's title, time, room, people or files are others now; its ids stay. */
export function altered(shortId: string, change: Partial<Omit<SiteSession, 'md5' | 'shortId'>>): ProgrammeChange {
  return (sessions) => sessions.map((session) => (session.shortId === shortId ? { ...session, ...change } : session));
}

/** Several changes, one after another. */
export function all(...changes: ProgrammeChange[]): ProgrammeChange {
  return (sessions) => changes.reduce((current, change) => change(current), sessions);
}
