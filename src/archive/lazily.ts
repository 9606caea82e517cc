/**
 * An object whose parts are each made when they are first asked for. To prepare the statements of all parts of an archive takes longer
 * than a night in which nothing is due.
 */
export function lazily<Makers extends Readonly<Record<string, () => unknown>>>(
  makers: Makers,
): { readonly [Name in keyof Makers]: ReturnType<Makers[Name]> } {
  const parts = {};
  for (const [name, make] of Object.entries(makers)) {
    const keep = (value: unknown): unknown => {
      Object.defineProperty(parts, name, { value, enumerable: true });
      return value;
    };
    Object.defineProperty(parts, name, { get: () => keep(make()), enumerable: true, configurable: true });
  }
  return parts as { readonly [Name in keyof Makers]: ReturnType<Makers[Name]> };
}
