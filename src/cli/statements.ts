/** Comments, quoted names and texts (closed or not), semicolons, and all else: https://sqlite.org/lang.html. */
const PIECE =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|`[^`]*(?:`|$)|\[[^\]]*(?:\]|$)|;|[\s\S]/g;

/** SQL as typed, cut at its semicolons. */
export interface Statements {
  /** Whole ones, without their semicolons; none that is only space and comments. */
  readonly whole: readonly string[];
  /** What follows the last semicolon; empty where that is only space and comments. */
  readonly rest: string;
}

/** Cuts SQL at the semicolons that stand outside texts, names and comments. An open quotation mark reaches to the end. */
export function splitStatements(sql: string): Statements {
  const whole: string[] = [];
  let start = 0;
  let hasWords = false;
  for (const { 0: piece, index } of sql.matchAll(PIECE)) {
    if (piece === ';') {
      if (hasWords) whole.push(sql.slice(start, index).trim());
      start = index + 1;
      hasWords = false;
    } else if (!/^(?:\s|--|\/\*)/.test(piece)) {
      hasWords = true;
    }
  }
  return { whole, rest: hasWords ? sql.slice(start).trim() : '' };
}
