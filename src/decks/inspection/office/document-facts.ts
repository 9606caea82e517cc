import { along, MalformedXml, type XmlParts, type XmlVisitor } from './xml.ts';

/** Longest fact that is kept, in UTF-16 units: a title that is longer is a text. */
const MAX_FACT = 1_000;

/**
 * Title, author and the like of a document, by local name (Dublin Core in both formats). None where the part is malformed: it says nothing
 * about the slides, which are worth more.
 *
 * @param path From the root element to the one that holds them.
 */
export async function documentFacts(
  xml: XmlParts,
  part: string,
  path: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const facts = new Map<string, string>();
  const inside: XmlVisitor = {
    child: ({ name }) => ({
      text: (text) => facts.set(name, `${facts.get(name) ?? ''}${text}`.slice(0, MAX_FACT)),
    }),
  };
  try {
    await xml.read(part, () => (path.length === 0 ? inside : along(path, () => inside)));
  } catch (error) {
    if (!(error instanceof MalformedXml)) throw error;
  }
  return facts;
}
