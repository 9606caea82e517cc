import { covers, type Doubt, type Programme } from '../model/programme.ts';

/** More than this share of the known sessions gone, and at least `MIN_GONE` of them, is a broken page rather than a changed programme. */
export const MAX_GONE_SHARE = 0.4;
export const MIN_GONE = 10;

/** From so many known sessions on, a page without any of them is another conference's, however few they were. */
export const MIN_ALL_GONE = 3;

/** What the archive knows of a session that a programme may or may not still list. */
export interface ListedSession {
  readonly key: string;
  readonly aliases: ReadonlySet<string>;
  readonly days: readonly string[];
}

/**
 * - `good`: save it.
 * - `limited`: save what it knows (it withdraws nothing it does not cover), and tell a person.
 * - `held`: keep it aside; `deckhand accept` takes it.
 */
export type Verdict =
  | { readonly kind: 'good' }
  | { readonly kind: 'limited'; readonly reason: string }
  | { readonly kind: 'held'; readonly reason: string };

/** Whether a programme may become the archive's: never worse than before. */
export function judgeProgramme(programme: Programme, known: readonly ListedSession[]): Verdict {
  const otherConference = programme.doubts.find((doubt) => doubt.reason === 'other_conference');
  if (otherConference !== undefined) return { kind: 'held', reason: otherConference.message };
  if (programme.sessions.length === 0) {
    return { kind: 'held', reason: said(programme.doubts) ?? 'The page has no sessions.' };
  }
  const ids = new Set(programme.sessions.flatMap((session) => [session.key, ...session.aliases]));
  const covered = known.filter((session) => covers(programme.scope, session.days));
  const gone = covered.filter((session) => ![session.key, ...session.aliases].some((id) => ids.has(id)));
  const isOther =
    programme.scope.kind === 'conference' && gone.length >= MIN_ALL_GONE && gone.length === covered.length;
  if (isOther || (gone.length >= MIN_GONE && gone.length > MAX_GONE_SHARE * covered.length)) {
    return { kind: 'held', reason: `${gone.length} of ${covered.length} known sessions are gone from the page.` };
  }
  const reason = said(programme.doubts);
  return reason === null ? { kind: 'good' } : { kind: 'limited', reason };
}

/** A bot check or a login answered in the place of some page. */
export function isWalled({ doubts }: Programme): boolean {
  return doubts.some((doubt) => doubt.reason === 'bot_check' || doubt.reason === 'login');
}

function said(doubts: readonly Doubt[]): string | null {
  return doubts.length === 0 ? null : doubts.map((doubt) => doubt.message).join(' ');
}
