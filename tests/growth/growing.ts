/** A hostile input of so many pieces, and what reads it. What it returns is checked by the case itself. */
export interface Case {
  /** Pieces: as many as time by their square would take minutes for. */
  readonly size: number;
  readonly run: (size: number) => unknown;
}

/** So many pieces, each made of its number. */
export function times(count: number, make: (number: number) => string): string {
  return Array.from({ length: count }, (_, number) => make(number)).join('');
}
