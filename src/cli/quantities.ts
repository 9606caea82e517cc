import { InvalidArgumentError } from 'commander';

const BYTE_UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  kib: 1024,
  m: 1e6,
  mb: 1e6,
  mib: 1024 ** 2,
  g: 1e9,
  gb: 1e9,
  gib: 1024 ** 3,
};
const TIME_UNITS: Readonly<Record<string, number>> = { '': 1000, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 };

/** `500`, `20MB`, `1 GiB` in bytes. */
export function parseBytes(text: string): number {
  return parseQuantity(text, BYTE_UNITS, 'a size such as 500000, 20MB or 1GiB');
}

/** `90`, `90s`, `30m`, `2h` in milliseconds. */
export function parseDuration(text: string): number {
  return parseQuantity(text, TIME_UNITS, 'a time such as 90s, 30m or 2h');
}

/** A whole number from `least` on. */
export function parseCount(least: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!Number.isSafeInteger(number) || number < least || text.trim() === '')
      throw new InvalidArgumentError(`It must be a whole number, ${least} or more.`);
    return number;
  };
}

/** Seconds as `45 s`, `12 min` or `3 h 20 min`. */
export function showDuration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function parseQuantity(text: string, units: Readonly<Record<string, number>>, form: string): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text);
  const name = match?.[2]?.toLowerCase() ?? '';
  const unit = Object.hasOwn(units, name) ? units[name] : undefined;
  const quantity = Math.round(Number(match?.[1]) * (unit ?? Number.NaN));
  if (!Number.isSafeInteger(quantity)) throw new InvalidArgumentError(`It must be ${form}.`);
  return quantity;
}
