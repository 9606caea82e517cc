import type { Zip } from '../zip.ts';
import { plainAttribute, type XmlParts } from './xml.ts';

/** One part's pointer to another (ECMA-376 part 2, 9.3). */
export interface Relationship {
  readonly id: string;
  /** Last segment of the type's address: the strict and the transitional one end alike. */
  readonly type: string;
  /** Name of a part that the file holds. */
  readonly target: string;
}

/** The parts of an Open XML file and how they point at each other. */
export interface OpenPackage {
  /**
   * Relationships of a part, or of the package for the empty name; none where it has no relationships part. Those that lead out of the file,
   * or to a part that it lacks, are left out.
   */
  relationships(source: string): Promise<readonly Relationship[]>;
}

/** An `OpenPackage` of an open zip file. */
export function openPackage(zip: Zip, xml: XmlParts): OpenPackage {
  // Part names are the same whatever their case (ECMA-376 part 2, 9.1.1), and some writers make use of that.
  const names = new Map(zip.names.map((name) => [name.toLowerCase(), name]));
  const named = (part: string | null): string | undefined =>
    part === null ? undefined : names.get(part.toLowerCase());
  return {
    async relationships(source) {
      const slash = source.lastIndexOf('/') + 1;
      const part = named(`${source.slice(0, slash)}_rels/${source.slice(slash)}.rels`);
      const found: Relationship[] = [];
      if (part === undefined) return found;
      await xml.read(part, () => ({
        child(element) {
          const target = named(partName(source, plainAttribute(element, 'Target') ?? ''));
          if (plainAttribute(element, 'TargetMode') !== 'External' && target !== undefined) {
            found.push({
              id: plainAttribute(element, 'Id') ?? '',
              type: plainAttribute(element, 'Type')?.split('/').at(-1) ?? '',
              target,
            });
          }
          return null;
        },
      }));
      return found;
    },
  };
}

/** The part that a target names, as seen from `source`; null where it leads out of the file. */
export function partName(source: string, target: string): string | null {
  const path = target.replaceAll('\\', '/');
  const segments = path.startsWith('/') ? [] : source.split('/').slice(0, -1);
  for (const segment of path.split('/')) {
    if (segment === '..') {
      if (segments.pop() === undefined) return null;
    } else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments.join('/');
}
