import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { kubecon } from '../../scrapers/kubecon.ts';
import { isZone } from '../../src/model/zone.ts';
import { eventOf } from '../../src/platforms/sched/addresses.ts';
import { sched } from '../../src/platforms/sched/platform.ts';
import { corpusPath, describeCorpus } from '../setup/corpus.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/u;

describe('the editions of KubeCon', () => {
  it('have slugs and Sched events of their own', () => {
    expect(new Set(kubecon.map(({ slug }) => slug)).size).toBe(kubecon.length);
    expect(new Set(kubecon.map(({ url }) => url)).size).toBe(kubecon.length);
    for (const { slug } of kubecon) expect(slug).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/u);
  });

  it.each(kubecon.map((edition) => [edition.slug, edition] as const))(
    '%s is complete',
    (slug, { facts, url, series }) => {
      expect(slug.startsWith(`${series}-`)).toBe(true);
      expect(sched.recognise(new URL(url))).toMatchObject({ confidence: 1 });
      expect(facts.startsOn).toMatch(DAY);
      expect(facts.endsOn).toMatch(DAY);
      expect(Number.isNaN(Date.parse(facts.startsOn ?? '')) || Number.isNaN(Date.parse(facts.endsOn ?? ''))).toBe(
        false,
      );
      expect((facts.startsOn ?? '') <= (facts.endsOn ?? '')).toBe(true);
      expect(slug).toContain(`-${facts.startsOn?.slice(0, 4) ?? ''}`);
      expect(facts.timeZone === undefined || isZone(facts.timeZone ?? '')).toBe(true);
      expect(facts.city === undefined).toBe(facts.timeZone === undefined);
    },
  );

  it.each([
    ['kubecon-eu-2018', 'kccnceu18', '2018-05-02', '2018-05-04', 'Copenhagen', 'Europe/Copenhagen'],
    ['kubecon-na-2024', 'kccncna2024', '2024-11-12', '2024-11-15', 'Salt Lake City', 'America/Denver'],
    ['kubecon-cn-2019', 'kccncosschn19eng', '2019-06-24', '2019-06-26', 'Shanghai', 'Asia/Shanghai'],
    ['kubecon-eu-2026-colocated', 'colocatedeventseu2026', '2026-03-22', '2026-03-23', 'Amsterdam', 'Europe/Amsterdam'],
    ['servicemeshcon-na-2019', 'servicemeshcon2019', '2019-11-18', '2019-11-18', 'San Diego', 'America/Los_Angeles'],
  ])('hold %s at %s', (slug, event, startsOn, endsOn, city, timeZone) => {
    const edition = kubecon.find((one) => one.slug === slug);
    expect(edition?.url).toBe(`https://${event}.sched.com/`);
    expect(edition?.facts).toMatchObject({ startsOn, endsOn, city, timeZone });
  });
});

/** Events of the same lists that did not take place beside a KubeCon. */
const OTHER_EVENTS: Readonly<Record<string, string>> = {
  argocon2022: 'an event of its own, in Mountain View',
  c2ds21: 'of the Confidential Computing Consortium',
  cdcon2020: 'of the Continuous Delivery Foundation',
  cdcon2021: 'of the Continuous Delivery Foundation',
  gitopssummit2021: 'beside cdCon',
  cloudnativesecurityconna23: 'an event of its own, in Seattle',
  cloudnativesecurityconna24: 'an event of its own, in Seattle',
  dpdkchina2019: 'of the DPDK project',
  envoycon2020: 'a month before KubeCon, on its own',
  hgf18: 'Hyperledger Global Forum',
  istiocon2023: 'an event of its own, virtual',
  pytorch2024: 'PyTorch Conference',
  wasmcon2023: 'an event of its own, in Bellevue',
};

describeCorpus('the list of known Sched events', () => {
  const rows = (): { event: string; days: string[]; source: string }[] =>
    readFileSync(corpusPath('sched', 'known-sched-events.tsv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => {
        const [event = '', days = '', , source = ''] = line.split('\t');
        return { event, days: days.split(' ').filter((day) => day !== ''), source };
      })
      // The other sources list events of all kinds.
      .filter(({ source }) => /denverdino|orimanabu|pacoxu/u.test(source));
  const byEvent = new Map(kubecon.map((edition) => [eventOf(edition.url), edition]));

  it('has no KubeCon and no event beside it that is not in the registry', () => {
    const unknown = rows()
      .map(({ event }) => event)
      .filter((event) => !byEvent.has(event) && !(event in OTHER_EVENTS));
    expect(unknown).toEqual([]);
  });

  it('agrees with the registry about the days', () => {
    for (const { event, days } of rows()) {
      const facts = byEvent.get(event)?.facts;
      // Typing errors of the list: two days of one event lie in different years.
      const listed = days.filter((day) => day.slice(0, 4) === days[0]?.slice(0, 4));
      if (facts === undefined || listed.length === 0) continue;
      expect(
        listed.every((day) => day >= (facts.startsOn ?? '') && day <= (facts.endsOn ?? '')),
        event,
      ).toBe(true);
    }
  });

  it('has all events of the registry but those that were seen elsewhere', () => {
    const listed = new Set(rows().map(({ event }) => event));
    const elsewhere = new Set([...byEvent.keys()].filter((event) => event !== null && !listed.has(event)));
    expect(elsewhere).toEqual(new Set(['cnosvschina20eng', 'colocatedeventseu2026', 'kccncchina2018english']));
  });
});
