import type { Link } from './link.ts';

/**
 * Whether a link's file is wanted: every file that the platform itself hosts for a session, whatever its kind, and
 * external links to slides, papers and transcripts. Videos on video sites never.
 */
export function isWanted(link: Pick<Link, 'kind' | 'origin'>): boolean {
  if (link.origin === 'attachment') return true;
  return link.kind === 'slides' || link.kind === 'paper' || link.kind === 'transcript';
}
