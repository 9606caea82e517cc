import { distance } from 'fastest-levenshtein';
import { FIELDS } from '../archive/query-fields.ts';
import { UsageError } from '../model/failure.ts';

const FIELD = `-?(?:${FIELDS.join('|')}):`;
const BEGINS_WITH_FIELD = new RegExp(`^${FIELD}`, 'iu');
/** A field, a word to leave out, or the beginning of a word further on: nobody means these in a phrase. */
const IS_QUESTION = new RegExp(`\\s${FIELD}|\\s-[\\p{L}\\p{N}]|\\*\\s`, 'iu');

/**
 * The question that the words of a command line make. The shell has taken the quotation marks of a phrase, so a word with spaces in it gets
 * them back: `service mesh` is `"service mesh"`, and `speaker:Saad Ali` is `speaker:"Saad Ali"`; one that holds a field, a word to leave out
 * or the beginning of a word (`storage level:beginner`, `istio -latency`, `stor* net*`) is a whole question already. Throws a `UsageError` for a word that is a misspelt option.
 */
export function questionOf(words: readonly string[], options: readonly string[]): string {
  return words
    .filter((word) => word !== '--')
    .map((word) => {
      if (/^--[a-z]/i.test(word)) throw unknownOption(word, options);
      if (!/\s/u.test(word) || word.includes('"') || IS_QUESTION.test(word)) return word;
      const field = BEGINS_WITH_FIELD.exec(word)?.[0] ?? /^-?/.exec(word)?.[0] ?? '';
      return `${field}"${word.slice(field.length).trim()}"`;
    })
    .join(' ');
}

function unknownOption(word: string, options: readonly string[]): UsageError {
  const near = options.find((option) => distance(option, word.split('=')[0] ?? word) <= 3);
  return new UsageError(
    'bad_command_line',
    `unknown option '${word}'${near === undefined ? '' : `\n(Did you mean ${near}?)`}`,
  );
}
