/**
 * Words of the pages that Cloudflare and its like put before the real one (seen on Sched since March 2026). They mean
 * something only where the expected content is missing: scripts of the same makers stand on ordinary pages too.
 */
const MARKS: readonly RegExp[] = [
  /<title>\s*(?:just a moment|attention required|checking your browser|ddos-guard)/i,
  /_cf_chl_opt|cf-browser-verification|cf[-_]challenge|challenge-platform|checking your browser/i,
  /enable javascript and cookies to continue|verif(?:y|ying) (?:that )?you are (?:a )?human/i,
];

/** Whether a page speaks like a bot check. Total, in linear time. */
export function isBotCheck(html: string): boolean {
  return MARKS.some((mark) => mark.test(html));
}
