import { readFileSync } from 'node:fs';
import { load } from 'cheerio';
import * as fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { CHANGE_KINDS, type ChangeEvent, type ChangeKind } from '../../src/archive/change-event.ts';
import { EVERYTHING, type ExportSelection } from '../../src/archive/export-selection.ts';
import { atom, atomFeed } from '../../src/exports/atom.ts';
import { link, programme } from '../setup/programme.ts';
import type { TrialArchive } from '../setup/trial-archive.ts';
import { anyText } from './any-session.ts';
import { collected, exportArchive, SESSIONS, storeFile } from './trial-export.ts';

const schema = readFileSync(new URL('atom.rng', import.meta.url), 'utf8');

/** What is wrong by the grammar of RFC 4287, or `valid`. */
async function validity(xml: string): Promise<string> {
  const { valid, rawOutput } = await validateXML({ xml, schema, extension: 'relaxng', maxMemoryPages: 4096 });
  return valid ? 'valid' : rawOutput;
}

/** Throws where the text is no XML: this parser is strict, namespaces included. */
function parse(text: string): void {
  new SaxesParser({ xmlns: true }).write(text).close();
}

const BIRTH = '2018-04-01T02:00:00Z';

function event(kind: ChangeKind, given: Partial<ChangeEvent> = {}): ChangeEvent {
  return {
    at: '2018-05-03T02:00:00Z',
    runId: 7,
    conference: 'trial-2018',
    conferenceName: 'Trial 2018',
    conferenceUrl: 'https://trial18.sched.com/',
    sessionKey: 'mesh',
    title: 'A Mesh, Explained',
    sessionUrl: 'https://trial18.sched.com/event/mesh',
    kind,
    field: null,
    before: null,
    after: null,
    link: null,
    movedFrom: null,
    file: null,
    ...given,
  };
}

const slides: NonNullable<ChangeEvent['link']> = {
  id: 1,
  url: 'https://files.example/mesh.pdf',
  kind: 'slides',
  label: 'Mesh.pdf',
};
const file: NonNullable<ChangeEvent['file']> = {
  sha256: 'ab'.repeat(32),
  bytes: 1_234_567,
  name: 'mesh.pdf',
  path: `decks/ab/ab/${'ab'.repeat(32)}.pdf`,
  version: 1,
  firstVersion: null,
};

const feed = (...events: ChangeEvent[]): string => atomFeed(events, { birth: BIRTH, about: [] });
const titles = (text: string): string[] =>
  load(text, { xml: true })('entry > title')
    .toArray()
    .map((each) => load(text, { xml: true })(each).text());

describe('an Atom feed', () => {
  it('has an entry for each conference and run, with a list for each session', async () => {
    const text = feed(
      event('session_changed', { field: 'room', before: 'A <1>', after: 'B & "2"' }),
      event('deck_added', { link: slides, file }),
      event('session_added', { sessionKey: 'ropes', title: 'Ropes', sessionUrl: null }),
    );
    expect(text).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>urn:uuid:df1d2789-805a-5c69-90d8-6fa23edfaf0c</id>
  <title>Deckhand: new decks and changes</title>
  <updated>2018-05-03T02:00:00Z</updated>
  <author>
    <name>Deckhand</name>
  </author>
  <generator>Deckhand</generator>
  <entry>
    <id>urn:uuid:4420c7d6-cd8c-5e93-bbd2-3803950672aa</id>
    <title>Trial 2018: 1 new deck, 1 new session, 1 session changed</title>
    <updated>2018-05-03T02:00:00Z</updated>
    <link rel="alternate" href="https://trial18.sched.com/"/>
    <category term="trial-2018"/>
    <content type="html">&lt;h3&gt;&lt;a href=&quot;https://trial18.sched.com/event/mesh&quot;&gt;A Mesh, Explained&lt;/a&gt;&lt;/h3&gt;&lt;ul&gt;&lt;li&gt;room: A &amp;lt;1&amp;gt; -&amp;gt; B &amp;amp; &amp;quot;2&amp;quot;&lt;/li&gt;&lt;li&gt;&lt;a href=&quot;https://files.example/mesh.pdf&quot;&gt;new deck: mesh.pdf (1.2 MB)&lt;/a&gt;&lt;/li&gt;&lt;/ul&gt;
&lt;h3&gt;Ropes&lt;/h3&gt;&lt;ul&gt;&lt;li&gt;new session&lt;/li&gt;&lt;/ul&gt;</content>
  </entry>
</feed>
`);
    expect(await validity(text)).toBe('valid');
  });

  it('puts the newest first, tells a hundred entries at most, and of a large one a hundred changes', async () => {
    const runs = Array.from({ length: 130 }, (_, run) =>
      event('session_added', {
        runId: run,
        at: `2018-05-03T02:${String(run % 60).padStart(2, '0')}:${run < 60 ? 10 : run < 120 ? 20 : 30}Z`,
      }),
    );
    const entries = load(feed(...runs), { xml: true })('entry > updated').toArray();
    const times = entries.map((each) => load(each, { xml: true }).text());
    expect(times).toHaveLength(100);
    expect(times).toEqual(times.toSorted().toReversed());

    const many = Array.from({ length: 250 }, (_, index) => event('session_added', { sessionKey: `s${index}` }));
    const text = feed(...many);
    expect(titles(text)).toEqual(['Trial 2018: 250 new sessions']);
    const content = load(load(text, { xml: true })('content').text());
    expect(content('li')).toHaveLength(100);
    expect(content('p').text()).toBe('and 150 more changes');
    expect(await validity(text)).toBe('valid');
  });

  it('keeps the ids of its entries when others come, and is another feed for another archive or selection', () => {
    const ids = (text: string, of: string): string[] => {
      const $ = load(text, { xml: true });
      return $(`${of} > id`)
        .toArray()
        .map((each) => $(each).text());
    };
    const old = event('session_added');
    const young = event('session_added', { runId: 8, at: '2018-05-04T02:00:00Z' });
    const [first] = ids(feed(old), 'entry');
    expect(ids(feed(old, young), 'entry')).toEqual([expect.not.stringMatching(first ?? ''), first]);
    expect(ids(feed(old, young), 'feed')).toEqual(ids(feed(), 'feed'));
    const others = [
      atomFeed([old], { birth: '2019-01-01T00:00:00Z', about: [] }),
      atomFeed([old], { birth: BIRTH, about: ['trial-2018'] }),
    ];
    const all = [feed(old), ...others].flatMap((text) => [...ids(text, 'feed'), ...ids(text, 'entry')]);
    expect(new Set(all).size).toBe(6);
  });

  it('without news, and before the first run, is a feed as well; an address that is none is not told', async () => {
    expect(await validity(feed())).toBe('valid');
    expect(await validity(feed().replace(/<updated>.*<\/updated>/u, ''))).toMatch(/updated/u);
    const empty = atomFeed([], { birth: null, about: [], title: ' ', address: 'javascript:alert(1)' });
    expect(empty).not.toContain('<link');
    expect(await validity(empty)).toBe('valid');
    const self = atomFeed([], { birth: BIRTH, about: [], address: 'https://example.org/a b.xml?x=1&y=2' });
    expect(self).toContain(
      '<link rel="self" type="application/atom+xml" href="https://example.org/a%20b.xml?x=1&amp;y=2"/>',
    );
    expect(await validity(self)).toBe('valid');
  });

  it('is well formed and harmless whatever strangers write', async () => {
    const anyEvent = fc
      .record({
        kind: fc.constantFrom(...CHANGE_KINDS),
        conferenceName: anyText,
        conferenceUrl: fc.option(anyText),
        sessionKey: anyText,
        title: anyText,
        sessionUrl: fc.option(anyText),
        before: fc.option(anyText),
        after: fc.option(anyText),
        runId: fc.nat({ max: 3 }),
        link: fc.option(
          fc.record({ url: anyText, label: fc.option(anyText) }).map((given) => ({ ...slides, ...given })),
        ),
        file: fc.option(fc.record({ name: fc.option(anyText) }).map((given) => ({ ...file, ...given }))),
      })
      .map(({ kind, ...given }) => event(kind, { ...given, field: kind === 'session_changed' ? 'title' : null }));
    const examples: string[] = [];
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 6 }), (events) => {
        const text = Buffer.from(feed(...events)).toString('utf8');
        parse(text);
        const $ = load(text, { xml: true });
        const foreign = $('content')
          .toArray()
          .flatMap((content) => load($(content).text(), null, false)('*').not('h3, ul, li, a, p').toArray());
        expect(foreign).toEqual([]);
        if (examples.length < 5) examples.push(text);
      }),
      { numRuns: 150 },
    );
    for (const text of examples) expect(await validity(text)).toBe('valid');
  });
});

describe('`export atom`', () => {
  const written = async (trial: TrialArchive, given: Partial<ExportSelection> = {}): Promise<string> => {
    const selection = { ...EVERYTHING, ...given };
    const source = trial.archive.exports(selection);
    const text = String(await collected((output) => atom.write(source, output, { selection, address: null })));
    source.close();
    return text;
  };

  it('tells of the decks of the first run, of each later run, and the same archive twice the same', async () => {
    const trial = await exportArchive();
    expect(titles(await written(trial))).toEqual(['Trial Conf 2018: 2 new decks, 1 deck replaced']);

    const at = '2018-05-06T02:00:00Z';
    const runId = trial.archive.runs.start('second', at);
    const [mesh, ...others] = SESSIONS;
    if (mesh === undefined) throw new Error('there is no session');
    const again = link('https://files.example/again.pdf');
    const links = [...mesh.links.slice(1), again];
    trial.save(programme([{ ...mesh, links }, ...others.slice(0, -1)]), { runId, at });
    await storeFile({ ...trial, runId }, again.url, 'mesh, second', at);

    const text = await written(trial);
    expect(titles(text)).toEqual([
      'Trial Conf 2018: 1 file moved, 1 session withdrawn',
      'Trial Conf 2018: 2 new decks, 1 deck replaced',
    ]);
    const contents = load(text, { xml: true })('content').toArray();
    expect(
      load(load(contents[0] ?? '', { xml: true }).text())('li')
        .toArray()
        .map((each) => load(each).text()),
    ).toEqual(['withdrawn', 'file renamed, same content: mesh.pdf -> again.pdf']);
    expect(await validity(text)).toBe('valid');
    expect(await written(trial)).toBe(text);
  });

  it('tells of the selected sessions alone, and is then called by the one conference', async () => {
    const trial = await exportArchive();
    const text = await written(trial, { keys: ['storage'] });
    expect(titles(text)).toEqual(['Trial Conf 2018: 1 new deck']);
    expect(load(text, { xml: true })('feed > title').text()).toBe('Trial Conf 2018: new decks and changes');
    const ids = [text, await written(trial), await written(trial, { keys: ['mesh'] })].map((each) =>
      load(each, { xml: true })('feed > id').text(),
    );
    expect(new Set(ids).size).toBe(3);
  });
});
