import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/model/failure.ts';
import { sched } from '../../../src/platforms/sched/platform.ts';
import { corpusPath, describeCorpus } from '../../setup/corpus.ts';
import { fixture, pageOf } from './pages.ts';

describe('an address of Sched', () => {
  it.each([
    ['https://kccnceu18.sched.com/', 'kccnceu18'],
    ['http://kccnceu18.sched.com/event/DqwT/slug?iframe=no', 'kccnceu18'],
    ['https://KCCNCEU18.sched.com', 'kccnceu18'],
    ['http://folsomdesignsummit2012.sched.org/event/66f38d3bb4a1cf8d6b9a7a5f2e4c0b11', 'folsomdesignsummit2012'],
  ])('%s is the event %s', (url, event) => {
    expect(sched.recognise(new URL(url))).toEqual({
      parameters: { origin: `https://${event}.sched.com`, event },
      confidence: 1,
    });
  });

  it.each([
    'https://sched.com/',
    'https://www.sched.com/pricing',
    'https://hosted-files.sched.co/kccnceu18/4e/a.pdf',
    'https://static.sched.com/hosted_files/kccnceu18/4e/a.pdf',
    'https://sched.co/DqwT',
    'https://example.org/',
    'https://kccnceu18.sched.com.example.org/',
  ])('%s alone is none', (url) => {
    expect(sched.recognise(new URL(url))).toBeNull();
  });
});

describe('a page on another host', () => {
  it.each([
    [
      'a custom domain',
      'https://schedule.harbour.example/',
      '<body id="schedorg"></body>',
      'https://schedule.harbour.example',
      undefined,
    ],
    [
      'a replica',
      'http://127.0.0.1:8080/',
      fixture('listing.html').replaceAll('https://harbour25.sched.com', 'http://127.0.0.1:8080'),
      'http://127.0.0.1:8080',
      undefined,
    ],
    [
      'an embed',
      'https://harbour.example/programme',
      '<a id="sched-embed" href="https://harbour25.sched.com/">View</a>',
      'https://harbour25.sched.com',
      'harbour25',
    ],
    [
      'an embed without scheme',
      'https://harbour.example/programme',
      '<a id="sched-embed" href="//harbour25.sched.com">View</a>',
      'https://harbour25.sched.com',
      'harbour25',
    ],
    ['a calendar', 'https://harbour.example/all.ics', fixture('all.ics'), 'https://harbour.example', 'harbour25'],
    ['a print view', 'https://harbour.example/print', fixture('print.html'), 'https://harbour.example', undefined],
  ])('is recognised as %s', (_, url, text, origin, event) => {
    expect(sched.recognise(new URL(url), pageOf(url, text))).toEqual({
      parameters: event === undefined ? { origin } : { origin, event },
      confidence: 0.9,
    });
  });

  it('that a short link led to is read at the event', () => {
    const page = pageOf('https://harbour25.sched.com/event/2Aa01', fixture('event-page.html'), {
      requestedUrl: 'https://sched.co/2Aa01',
    });
    expect(sched.recognise(new URL('https://sched.co/2Aa01'), page)?.parameters).toEqual({
      origin: 'https://harbour25.sched.com',
      event: 'harbour25',
    });
  });

  it.each([
    ['a page', '<h1>Programme</h1><a class="name" id="x">Talk</a>'],
    ['a calendar of another maker', 'BEGIN:VCALENDAR\nPRODID:-//Example//EN\nEND:VCALENDAR'],
  ])('is none as %s', (_, text) => {
    expect(sched.recognise(new URL('https://harbour.example/'), pageOf('https://harbour.example/', text))).toBeNull();
  });

  it('of any text is recognised or not, never an error', () => {
    fc.assert(
      fc.property(fc.webUrl(), fc.string({ unit: 'binary' }), (url, text) => {
        sched.recognise(new URL(url), pageOf(url, text));
      }),
      { numRuns: 200 },
    );
  });
});

describeCorpus('a real page of a conference', () => {
  it('whose programme is an embed is recognised as its event', () => {
    const html = readFileSync(
      corpusPath('other', 'js-required', 'dlf-forum-2017-schedule-with-sched-embed.html'),
      'utf8',
    );
    const url = 'https://forum2017.diglib.org/schedule/';
    expect(sched.recognise(new URL(url), pageOf(url, html))).toEqual({
      parameters: { origin: 'https://dlfforum2017.sched.com', event: 'dlfforum2017' },
      confidence: 0.9,
    });
  });
});

describe('parameters', () => {
  it('of an address that a person calls Sched are the event, or the host', () => {
    expect(sched.at(new URL('https://kccnceu18.sched.com/list'))).toEqual({
      origin: 'https://kccnceu18.sched.com',
      event: 'kccnceu18',
    });
    expect(sched.at(new URL('http://127.0.0.1:8080/list'))).toEqual({ origin: 'http://127.0.0.1:8080' });
  });

  it('are checked, and the event follows from the origin', () => {
    expect(sched.parameters({ origin: 'https://kccnceu18.sched.com/list' })).toEqual({
      origin: 'https://kccnceu18.sched.com',
      event: 'kccnceu18',
    });
    expect(sched.parameters({ origin: 'http://127.0.0.1:1', event: 'kccnceu18' })).toEqual({
      origin: 'http://127.0.0.1:1',
      event: 'kccnceu18',
    });
  });

  it.each([
    [{}, 'origin'],
    [null, 'value'],
    [{ origin: 'kccnceu18' }, 'origin'],
    [{ origin: 'ftp://kccnceu18.sched.com' }, 'origin'],
    [{ origin: 'https://a.sched.com', event: 'A B' }, 'event'],
    [{ origin: 'https://a.sched.com', evnet: 'a' }, 'evnet'],
  ])('%j are refused, and %s is named', (value, name) => {
    expect(() => sched.parameters(value)).toThrow(UsageError);
    expect(() => sched.parameters(value)).toThrow(`"${name}"`);
  });
});
