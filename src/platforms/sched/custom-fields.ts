import type { CheerioAPI } from 'cheerio';
import { levelFromField, levelFromText } from '../../model/level.ts';
import type { Link } from '../../model/link.ts';
import { tidy } from '../../model/text.ts';
import type { Level } from '../../model/vocabulary.ts';
import { type LeftOut, outermost, type Part, partOf, textOf } from '../nodes.ts';
import { eventOf, webAddress } from './addresses.ts';
import { addressesIn, linkOf } from './prose.ts';
import type { CustomField } from './reading.ts';

const SELECT = { field: '.tip-custom-fields li', label: 'strong', value: 'a' } as const;

/** Custom fields of one session, with the links that some hold (the video of KubeCon EU 2020). */
export function customFieldsOf(block: Part, $: CheerioAPI, origin: string): { fields: CustomField[]; links: Link[] } {
  const fields: CustomField[] = [];
  const links: Link[] = [];
  for (const item of outermost(block.all(SELECT.field))) {
    const labelled = partOf($, item.children).first(SELECT.label);
    const label = tidy(textOf(labelled === undefined ? [] : [labelled])).replace(/:$/u, '');
    const isLabel: LeftOut = (element) => element === labelled;
    const anchors = outermost(partOf($, item.children, isLabel).all(SELECT.value));
    const values: string[] = anchors.length === 0 ? [tidy(textOf([item], isLabel))] : [];
    for (const anchor of anchors) {
      // An address of the event itself leads to the sessions with the same value.
      const href = anchor.attribs['href']?.trim() ?? '';
      const url = /^(?:https?:)?\/\//iu.test(href) ? webAddress(href, origin) : null;
      if (url === null || url.startsWith(`${origin}/`) || eventOf(url) !== null) values.push(tidy(textOf([anchor])));
      else links.push(linkOf(url, label, 'field'));
    }
    for (const url of addressesIn(values.join(' '))) links.push(linkOf(url, label, 'field'));
    fields.push({ label, values: values.filter((value) => value !== '') });
  }
  return { fields, links };
}

/** The skill level of a session and its published wording. */
export interface PublishedLevel {
  readonly level: Level | null;
  readonly publishedLevel: string;
}

/** The level that a custom field states; it is found by its label, since any slot may hold it. */
export function levelOfFields(fields: readonly CustomField[]): PublishedLevel | null {
  for (const { label, values } of fields) {
    const found = levelFromField(label, values.join(', '));
    if (found !== null) return { level: found.level, publishedLevel: found.published };
  }
  return null;
}

/** The level that a type, a sub-type or a tag names: `Beginner`, `Advanced Level`. */
export function levelOfNames(names: readonly string[]): PublishedLevel | null {
  for (const name of names) {
    const level = levelFromText(name);
    if (level !== null) return { level, publishedLevel: name };
  }
  return null;
}

/** Names of languages as fields write them, with their BCP 47 tags. */
const LANGUAGES: Readonly<Record<string, string>> = {
  english: 'en',
  chinese: 'zh',
  mandarin: 'zh',
  中文: 'zh',
  japanese: 'ja',
  日本語: 'ja',
  korean: 'ko',
  german: 'de',
  deutsch: 'de',
  french: 'fr',
  français: 'fr',
  spanish: 'es',
  español: 'es',
  portuguese: 'pt',
  italian: 'it',
};

/** The one language that a field such as `Presentation Language` names. */
export function languageOf(fields: readonly CustomField[]): string | null {
  const field = fields.find(({ label }) => /\blanguage\b/iu.test(label));
  const name = field?.values.length === 1 ? field.values[0]?.toLowerCase() : undefined;
  return name !== undefined && Object.hasOwn(LANGUAGES, name) ? (LANGUAGES[name] ?? null) : null;
}

/**
 * Tags that custom fields make: the values of those that are no level, language or link; of a field that is answered with
 * yes, its label (`Session Slides Attached`).
 */
export function tagsOfFields(fields: readonly CustomField[]): string[] {
  return fields.flatMap(({ label, values }) => {
    if (/\blanguage\b/iu.test(label) || levelOfFields([{ label, values }]) !== null) return [];
    return values.flatMap((value) => {
      if (/^yes$/iu.test(value)) return label === '' ? [] : [label];
      return /^no$|https?:\/\//iu.test(value) ? [] : [value];
    });
  });
}
