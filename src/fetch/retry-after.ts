/**
 * Milliseconds that a `Retry-After` asks for, in both its forms (RFC 9110, 10.2.3): seconds, or an HTTP date. Null for
 * none or nonsense. A date is measured from the server's own `Date` where it sent one, because its clock may be wrong.
 */
export function retryAfterMs(value: string | undefined, now: number, date?: string): number | null {
  if (value === undefined) return null;
  const text = value.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const until = httpDate(text);
  if (until === null) return null;
  const from = (date === undefined ? null : httpDate(date)) ?? now;
  return Math.max(0, until - from);
}

/** An HTTP date in any of the three forms of RFC 9110, 5.6.7, as milliseconds since the epoch. */
function httpDate(text: string): number | null {
  if (!/^[A-Z][a-z]{2,8},? /.test(text)) return null;
  // The asctime form has no zone and means GMT; without it the machine's own zone would be taken.
  const parsed = Date.parse(/(GMT|UTC|[+-]\d{4})$/.test(text) ? text : `${text} GMT`);
  return Number.isNaN(parsed) ? null : parsed;
}
