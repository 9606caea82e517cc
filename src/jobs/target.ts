import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { closest, distance } from 'fastest-levenshtein';
import type { Archive } from '../archive/archive.ts';
import type { ConferenceToAdd, StoredConference } from '../archive/conferences.ts';
import { ARCHIVE_FILE } from '../archive/database.ts';
import { hostAndPort } from '../fetch/addresses.ts';
import type { Edition } from '../model/edition.ts';
import { UsageError } from '../model/failure.ts';
import { slug } from '../model/text.ts';
import { isZone } from '../model/zone.ts';
import { platformNamed } from '../platforms/registry.ts';
import { addressOf } from './reading.ts';
import { recogniseAddress } from './recognise.ts';
import type { Run } from './run.ts';
import { look } from './start.ts';

/** The form of a conference's name. */
const SLUG = /^[a-z0-9][a-z0-9-]*$/;

/** What a command line says of a conference that is named by its address. */
export interface AddressFlags {
  readonly as?: string;
  readonly platform?: string;
  readonly zone?: string;
}

/** What a person named: conferences and addresses, with the flags that go with them and the editions that are known by name. */
export interface Targets {
  readonly names: readonly string[];
  readonly flags: AddressFlags;
  readonly editions: readonly Edition[];
  /** All links will be asked, not only those that are due. */
  readonly everything?: boolean;
}

/** The web address a person typed, or null for the name of a conference. Throws a `UsageError` for what can be neither. */
export function parseAddress(text: string): URL | null {
  if (SLUG.test(text)) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '') return url;
  throw new UsageError(
    'malformed_address',
    `"${text}" is neither a conference's name nor a web address. An address looks like https://kccnceu18.sched.com/`,
  );
}

/** Addresses typed by a person are trusted as far as their own host and port. */
export function namedAddresses(names: readonly string[]): string[] {
  return names
    .map(parseAddress)
    .filter((url) => url !== null)
    .map(hostAndPort);
}

/** Host and port of a conference's own address, where an operator gave it by hand. */
export function addressesOf(conference: StoredConference): string[] {
  return conference.addedBy === 'operator' ? hostsOf(conference.parameters) : [];
}

function hostsOf(parameters: StoredConference['parameters']): string[] {
  return [parameters['url'], parameters['origin']]
    .filter((value) => typeof value === 'string')
    .filter((value) => URL.canParse(value))
    .map((value) => hostAndPort(new URL(value)));
}

/** What a conference is called here: as named, as told, or by the first label of its host that says something. */
function slugOf(name: string, flags: AddressFlags): string {
  const url = parseAddress(name);
  if (url === null) return name;
  // The first label of an IP address says nothing.
  const isNumeric = /^[\d.]+$|:/.test(url.hostname);
  const label = isNumeric ? url.hostname : url.hostname.replace(/^www\./, '').split('.')[0];
  return flags.as ?? slug(label ?? url.hostname);
}

/** Makes sure that every name is a conference we know or an address, before anything is asked for. Throws a `UsageError`. */
export function checkTargets({ names, flags, editions }: Targets, archive: Archive | null): void {
  if (flags.as !== undefined && names.length !== 1)
    throw new UsageError('ambiguous_as', '--as names one conference, so it goes with one address.');
  if (flags.as !== undefined && !SLUG.test(flags.as)) {
    throw new UsageError(
      'bad_slug',
      `--as ${flags.as}: a conference's name has lower-case letters, digits and hyphens, such as kubecon-eu-2018.`,
    );
  }
  if (flags.zone !== undefined && !isZone(flags.zone)) {
    throw new UsageError('bad_zone', `--zone ${flags.zone} is no IANA time zone. They look like Europe/Copenhagen.`);
  }
  if (flags.platform !== undefined) platformNamed(flags.platform);
  for (const name of names) {
    if (parseAddress(name) === null && [flags.as, flags.platform, flags.zone].some((flag) => flag !== undefined)) {
      throw new UsageError(
        'flags_without_address',
        `--as, --platform and --zone go with an address, and "${name}" is a conference's name.`,
      );
    }
    archive?.conferences.refuseForgotten(slugOf(name, flags));
    if (parseAddress(name) === null && !editions.some((edition) => edition.slug === name))
      archivedConference(name, archive, editions, true);
  }
}

/**
 * The stored conference of this name; throws a `UsageError` that suggests near names. `takesAddress` is said of commands that read new
 * conferences: to the others an address is no name.
 */
export function archivedConference(
  name: string,
  archive: Archive | null,
  editions: readonly Edition[] = [],
  takesAddress = false,
): StoredConference {
  const stored = archive?.conferences.find(name) ?? null;
  if (stored !== null) return stored;
  archive?.conferences.refuseForgotten(name);
  if (editions.some((edition) => edition.slug === name)) {
    throw new UsageError('not_archived', `${name} is not in this archive yet. "deckhand archive ${name}" reads it.`);
  }
  if (!takesAddress && parseAddress(name) !== null) {
    throw new UsageError(
      'unknown_conference',
      `${name} is an address, and this takes the name of a conference. "deckhand status" lists those of this archive.`,
    );
  }
  const known = [
    ...editions.map((edition) => edition.slug),
    ...(archive?.conferences.all() ?? []).map((conference) => conference.slug),
  ];
  throw new UsageError(
    'unknown_conference',
    `There is no conference "${name}".${suggestion(name, known)} "deckhand conferences" lists all${takesAddress ? '; an address works too' : ''}.`,
  );
}

/** The conference of a name or address, made known to the archive. An address is recognised, which may ask for its page. */
export async function rememberTarget(
  run: Run,
  name: string,
  { flags, editions }: Omit<Targets, 'names'>,
): Promise<StoredConference> {
  const { archive, client } = run;
  const at = run.at();
  const editionNamed = (slug: string): Edition | null => editions.find((edition) => edition.slug === slug) ?? null;
  const url = parseAddress(name);
  if (url === null) {
    const stored = archive.conferences.find(name);
    const edition = editionNamed(name);
    // What an operator pointed elsewhere stays there; what came from the registry follows its corrections.
    if (edition === null || stored?.addedBy === 'operator') return archivedConference(name, archive, editions);
    return archive.conferences.remember(ofEdition(edition, new URL(edition.url), 'scraper'), at);
  }
  const edition = flags.as === undefined ? null : editionNamed(flags.as);
  const zone = flags.zone === undefined ? {} : { timeZone: flags.zone };
  if (edition !== null && (flags.platform ?? edition.platform) === edition.platform) {
    const conference = ofEdition(edition, url, 'operator');
    return archive.conferences.remember({ ...conference, stated: { ...conference.stated, ...zone } }, at);
  }
  const { platform, parameters } = await recogniseAddress(url, flags.platform ?? null, client);
  const ownSlug = slugOf(name, flags);
  const namesake = flags.as === undefined ? archive.conferences.find(ownSlug) : null;
  if (namesake !== null && !hostsOf(parameters).some((host) => hostsOf(namesake.parameters).includes(host))) {
    throw new UsageError(
      'name_taken',
      `${url.href} would be called "${ownSlug}", and so is ${addressOf(namesake)}. Name it with --as NAME.`,
    );
  }
  return archive.conferences.remember(
    {
      slug: ownSlug,
      name: ownSlug,
      series: null,
      platform: platform.name,
      parameters,
      stated: zone,
      titles: { people: 'unknown' },
      addedBy: 'operator',
    },
    at,
  );
}

function ofEdition(edition: Edition, url: URL, addedBy: 'scraper' | 'operator'): ConferenceToAdd {
  const platform = platformNamed(edition.platform);
  return {
    slug: edition.slug,
    name: edition.facts.name,
    series: edition.series,
    platform: edition.platform,
    parameters: platform.parameters({ ...edition.parameters, ...platform.at(url) }),
    stated: edition.facts,
    titles: edition.titles ?? { people: 'unknown' },
    addedBy,
  };
}

/** Three edits or a third of the name away is a slip of the finger; further is another name. */
function suggestion(name: string, known: readonly string[]): string {
  const near = known
    .map((other) => ({ other, edits: isShuffled(name, other) ? 1 : distance(name, other) }))
    .filter(({ edits }) => edits <= Math.max(3, name.length / 3))
    .toSorted((a, b) => a.edits - b.edits)
    .map(({ other }) => other);
  const best = near.slice(0, 3);
  if (best.length > 0) return ` Did you mean ${best.join(', ')}?`;
  const series = name.split('-')[0] ?? name;
  const related = known.filter((other) => other.startsWith(`${series}-`));
  return related.length === 0 ? '' : ` The nearest is ${closest(name, related)}.`;
}

/** The same letters in another order: `kubecon-eu-2081` means 2018 rather than 2021. */
function isShuffled(a: string, b: string): boolean {
  const letters = (text: string): string => Array.from(text).toSorted().join('');
  return letters(a) === letters(b);
}

/** What a run on a target would begin with; `address` is where it would look. */
export interface PlanItem {
  readonly conference: string;
  readonly platform: string;
  readonly address: string;
  readonly lastReadAt: string | null;
  /** Links of stored sessions whose files would be asked for; those of new sessions are not known before reading. */
  readonly linksDue: number;
}

/** What a run on these targets would do at `now`, an instant, without a request or a write. Throws a `UsageError` for what is not known. */
export async function planOf(data: string, targets: Targets, now: string): Promise<PlanItem[]> {
  if (!existsSync(join(data, ARCHIVE_FILE))) {
    checkTargets(targets, null);
    return targets.names.map((name) => planItem(name, targets, null, now));
  }
  return look(data, (archive) => {
    checkTargets(targets, archive);
    return targets.names.map((name) => planItem(name, targets, archive, now));
  });
}

function planItem(
  name: string,
  { flags, editions, everything = false }: Targets,
  archive: Archive | null,
  now: string,
): PlanItem {
  const url = parseAddress(name);
  const ownSlug = slugOf(name, flags);
  const stored = archive?.conferences.find(ownSlug) ?? null;
  const edition = editions.find((one) => one.slug === ownSlug);
  const platform = flags.platform ?? edition?.platform ?? stored?.platform ?? 'to be recognised';
  const storedAddress = stored === null || stored.addedBy === 'scraper' ? null : addressOf(stored);
  return {
    conference: ownSlug,
    platform,
    address: url?.href ?? storedAddress ?? edition?.url ?? '',
    lastReadAt: stored?.lastReadAt ?? null,
    linksDue: (everything ? archive?.decks.wanted(ownSlug) : archive?.decks.due(ownSlug, now).length) ?? 0,
  };
}
