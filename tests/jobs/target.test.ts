import { describe, expect, it } from 'vitest';
import type { StoredConference } from '../../src/archive/conferences.ts';
import {
  type AddressFlags,
  addressesOf,
  checkTargets,
  namedAddresses,
  parseAddress,
  rememberTarget,
} from '../../src/jobs/target.ts';
import type { Edition } from '../../src/model/edition.ts';
import { type Route, startServer } from '../setup/server.ts';
import { trialDirectory } from '../setup/trial-archive.ts';
import { trialRun } from './trial-run.ts';

const edition: Edition = {
  slug: 'harbourconf-2024',
  series: 'harbourconf',
  platform: 'sched',
  url: 'https://harbourconf2024.sched.com/',
  facts: { name: 'HarbourConf 2024', timeZone: 'Europe/Copenhagen', startsOn: '2024-05-14' },
  titles: { people: 'after_dash' },
};
const editions = [
  edition,
  ...['harbourconf-2023', 'kubecon-eu-2018', 'kubecon-eu-2019'].map((slug) => ({ ...edition, slug })),
];

/** A page that Sched alone could have written, and one with an agenda. */
const SCHED_PAGE =
  '<body id="schedorg"><a class="name" id="0123456789abcdef0123456789abcdef" href="event/1a2B/x">X</a></body>';
const AGENDA_PAGE =
  '<ul><li>09:00-09:30 Welcome</li><li>09:30-10:00 Tides - Ann Lee, Port</li><li>10:00-10:30 Ropes - Bo Ek, Quay</li></ul>';

describe('what a person types', () => {
  it.each([
    ['kubecon-eu-2018', null],
    ['2018', null],
    ['https://kccnceu18.sched.com', 'https://kccnceu18.sched.com/'],
    ['HTTP://Example.ORG/a b', 'http://example.org/a%20b'],
    ['http://127.0.0.1:8080/x?y#z', 'http://127.0.0.1:8080/x?y#z'],
  ])('%j is a name or an address', (text, href) => {
    expect(parseAddress(text)?.href ?? null).toBe(href);
  });

  it.each([
    'htp:/x',
    'not a slug!',
    'ftp://x.org',
    'kccnceu18.sched.com',
    '',
    'KubeCon',
    'http://',
    'javascript:alert(1)',
    '-x',
  ])('%j is neither', (text) => {
    expect(() => parseAddress(text)).toThrow(`"${text}" is neither a conference's name nor a web address.`);
  });

  it('is trusted as far as its own host and port', () => {
    expect(namedAddresses(['demo', 'http://127.0.0.1:8080/x', 'https://example.org/y', 'http://[::1]/'])).toEqual([
      '127.0.0.1:8080',
      'example.org:443',
      '[::1]:80',
    ]);
  });
});

describe('a target', () => {
  it.each<[string, string[], AddressFlags, RegExp]>([
    [
      'a slip of the finger',
      ['kubecon-eu-2081'],
      {},
      /no conference "kubecon-eu-2081"\. Did you mean kubecon-eu-2018, kubecon-eu-2019\?/,
    ],
    ['two letters swapped', ['harbuorconf-2024'], {}, /Did you mean harbourconf-2024/],
    ['another edition of a series', ['kubecon-china-and-more-2035'], {}, /The nearest is kubecon-eu-201\d\./],
    [
      'nothing like any',
      ['zzz'],
      {},
      /no conference "zzz"\. "deckhand conferences" lists all; an address works too\.$/,
    ],
    ['--as with two addresses', ['https://a.org/', 'https://b.org/'], { as: 'x' }, /--as names one conference/],
    [
      '--as that is no name',
      ['https://a.org/'],
      { as: 'My Conf' },
      /--as My Conf: a conference's name has lower-case letters/,
    ],
    [
      '--zone that is none',
      ['https://a.org/'],
      { zone: 'Copenhagen' },
      /--zone Copenhagen is no IANA time zone\. They look like Europe\/Copenhagen\./,
    ],
    [
      '--platform that is none',
      ['https://a.org/'],
      { platform: 'shed' },
      /no platform "shed"\. Known ones: sched, agenda\./,
    ],
    [
      '--zone with a name',
      ['kubecon-eu-2018'],
      { zone: 'Europe/Berlin' },
      /--as, --platform and --zone go with an address, and "kubecon-eu-2018" is a conference's name\./,
    ],
  ])('is refused before anything is asked: %s', (_, names, flags, message) => {
    expect(() => checkTargets({ names, flags, editions }, null)).toThrow(message);
  });

  it.each<[string, AddressFlags]>([
    ['kubecon-eu-2018', {}],
    ['https://anything.example/', {}],
    ['https://anything.example/', { as: 'anything-2024', platform: 'agenda', zone: 'Europe/Copenhagen' }],
  ])('%s is one', (name, flags) => {
    expect(() => checkTargets({ names: [name], flags, editions }, null)).not.toThrow();
  });
});

describe('a conference', () => {
  const remember = async (data: string, name: string, flags: AddressFlags = {}): Promise<StoredConference | string> => {
    const allowedAddresses = namedAddresses([name]);
    const { result, report } = await trialRun(data, (run) => rememberTarget(run, name, { flags, editions }), {
      allowedAddresses,
    });
    return result ?? report.notes.map(({ message }) => message).join('\n');
  };

  it('of the registry is known by name, and follows the registry', async () => {
    const data = trialDirectory();
    const stored = {
      slug: 'harbourconf-2024',
      name: 'HarbourConf 2024',
      series: 'harbourconf',
      addedBy: 'scraper',
      titles: { people: 'after_dash' },
    };
    expect(await remember(data, 'harbourconf-2024')).toMatchObject({
      ...stored,
      parameters: { origin: 'https://harbourconf2024.sched.com' },
    });
    const moved = [{ ...edition, url: 'https://harbourconf24.sched.com/' }];
    const { result } = await trialRun(data, (run) =>
      rememberTarget(run, 'harbourconf-2024', { flags: {}, editions: moved }),
    );
    expect(result).toMatchObject({
      ...stored,
      parameters: { origin: 'https://harbourconf24.sched.com', event: 'harbourconf24' },
    });
  });

  it('of the registry at another address keeps that address, and what the registry knows', async () => {
    const data = trialDirectory();
    const server = await startServer();
    const there = {
      parameters: { origin: server.origin },
      addedBy: 'operator',
      series: 'harbourconf',
      stated: { timeZone: 'Europe/Copenhagen' },
    };
    expect(await remember(data, server.url('/'), { as: 'harbourconf-2024' })).toMatchObject(there);
    const byName = await remember(data, 'harbourconf-2024');
    expect(byName).toMatchObject(there);
    expect(typeof byName === 'string' ? [] : addressesOf(byName)).toEqual([server.address]);
    // Its platform is known: nothing had to be asked.
    expect(server.seen).toEqual([]);
  });

  it('is trusted at its address only where a person gave it', async () => {
    const stored = await remember(trialDirectory(), 'harbourconf-2024');
    expect(typeof stored === 'string' ? null : addressesOf(stored)).toEqual([]);
  });

  it.each<[string, Route, AddressFlags, object]>([
    ['Sched by its markup', SCHED_PAGE, {}, { platform: 'sched' }],
    ['an agenda by its lines', AGENDA_PAGE, {}, { platform: 'agenda' }],
    ['what a person says, without a look', { status: 404 }, { platform: 'sched' }, { platform: 'sched' }],
    [
      'a zone as stated',
      AGENDA_PAGE,
      { zone: 'Asia/Tokyo' },
      { timeZone: 'Asia/Tokyo', stated: { timeZone: 'Asia/Tokyo' } },
    ],
    ['a name as told', AGENDA_PAGE, { as: 'tides-2024' }, { slug: 'tides-2024' }],
    ['the first label of the host as name', AGENDA_PAGE, {}, { slug: '127-0-0-1' }],
  ])('at an address is %s', async (_, route, flags, expected) => {
    const server = await startServer({ '/': route });
    expect(await remember(trialDirectory(), server.url('/'), flags)).toMatchObject({
      ...expected,
      addedBy: 'operator',
    });
    expect(server.paths()).toHaveLength(flags.platform === undefined ? 1 : 0);
  });

  it.each<[string, Route]>([
    ['holds nothing', '<p>Welcome to our company</p>'],
    ['is not there', { status: 404 }],
    ['is a picture', { headers: { 'content-type': 'image/png' }, body: '\u0089PNG' }],
  ])('is not made of a page that %s', async (_, route) => {
    const server = await startServer({ '/': route });
    expect(await remember(trialDirectory(), server.url('/'))).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/ \(status \d+\) is no schedule of a kind we know\. Name the page that lists the sessions, or say which it is with --platform\.$/,
    );
  });

  it('never takes the place of another that would be called the same', async () => {
    const data = trialDirectory();
    const [one, other] = [await startServer({ '/': AGENDA_PAGE }), await startServer({ '/': AGENDA_PAGE })];
    await remember(data, one.url('/'));
    expect(await remember(data, other.url('/'))).toBe(
      `${other.url('/')} would be called "127-0-0-1", and so is ${one.url('/')}. Name it with --as NAME.`,
    );
    expect(await remember(data, one.url('/'))).toMatchObject({ slug: '127-0-0-1', parameters: { url: one.url('/') } });
    expect(await remember(data, other.url('/'), { as: '127-0-0-1' })).toMatchObject({
      parameters: { url: other.url('/') },
    });
  });
});
