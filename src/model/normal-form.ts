/**
 * More marks than any letter bears, as in the Stream-Safe Text Format (UAX #15, 13): Unicode's algorithm sorts the marks of one letter in time
 * that grows with the square of their number (a hundred thousand: 5 s). What is beyond is dropped.
 */
const MOST_MARKS = /(\p{M}{30})\p{M}+/gu;

/** A text in one of Unicode's normal forms, in time that grows as the text does. */
export function normalForm(text: string, form: 'NFC' | 'NFKC' | 'NFKD'): string {
  return text.replaceAll(MOST_MARKS, '$1').normalize(form);
}
