import { describe, expect, it } from 'vitest';
import type { Page } from '../../../src/model/client.ts';
import { assemble } from '../../../src/platforms/sched/assemble.ts';
import { BOT_CHECK, fixture, fixturePage, ORIGIN, pageOf, requestFor } from './pages.ts';

describe('what pages cover', () => {
  const html = fixture('listing.html');
  const address = `${ORIGIN}/list/descriptions/`;
  it.each([
    ['the whole listing', pageOf(address, html), { kind: 'conference' }],
    // HTML lets both be left out, and programs that shrink pages do so.
    ['the listing without </html>', pageOf(address, html.replace('</html>', '')), { kind: 'conference' }],
    [
      'the listing without </body> either',
      pageOf(address, html.replace(/<\/(?:body|html)>/g, '')),
      { kind: 'conference' },
    ],
    ['one day', pageOf(`${ORIGIN}/2025-03-29/list/descriptions/`, html), { kind: 'days', days: ['2025-03-29'] }],
    ['a type', pageOf(`${ORIGIN}/list/descriptions/type/Walks`, html), { kind: 'sessions' }],
    ['a search', pageOf(`${ORIGIN}/?searchstring=dock`, html), { kind: 'sessions' }],
    [
      'one day, saved by a browser',
      pageOf('file:///home/jane/Harbour.html', html.replace(address, `${ORIGIN}/2025-03-30/list/descriptions/`)),
      { kind: 'days', days: ['2025-03-30'] },
    ],
    [
      'one day, by the note a browser leaves',
      pageOf(
        'file:///home/jane/Harbour.html',
        `<!-- saved from url=(0056)${ORIGIN}/2025-03-30/list/descriptions/ -->\n${html}`,
      ),
      { kind: 'days', days: ['2025-03-30'] },
    ],
  ])('%s', (_, page, scope) => {
    expect(assemble(requestFor(), [page]).scope).toEqual(scope);
  });

  const calendar = fixture('all.ics');
  const day = pageOf(`${ORIGIN}/2025-03-29/list/descriptions/`, html);
  it.each<[string, Page[], object]>([
    ['the calendar', [pageOf(`${ORIGIN}/all.ics`, calendar)], { kind: 'conference' }],
    ['a calendar cut off in an entry', [cutAt('UID:00000000000000000000000000000005')], { kind: 'sessions' }],
    ['a calendar cut off between entries', [cutAt('END:VCALENDAR')], { kind: 'sessions' }],
    [
      'a calendar with an entry that cannot be read',
      [pageOf(`${ORIGIN}/all.ics`, calendar.replace('SUMMARY:Registration', 'SUMMARY:'))],
      { kind: 'sessions' },
    ],
    ['a calendar cut off, beside one day', [cutAt('END:VCALENDAR'), day], { kind: 'days', days: ['2025-03-29'] }],
    ['a calendar cut off, beside the listing', [cutAt('END:VCALENDAR'), pageOf(address, html)], { kind: 'conference' }],
  ])('%s', (_, pages, scope) => {
    expect(assemble(requestFor(), pages).scope).toEqual(scope);
  });

  function cutAt(text: string): Page {
    return pageOf(`${ORIGIN}/all.ics`, calendar.slice(0, calendar.indexOf(text)));
  }

  it('leaves out a day of the menu that the rest of a calendar may have', () => {
    const pages = [
      pageOf(
        address,
        html.slice(0, html.lastIndexOf('<div class="sched-container"><div')) +
          html.slice(html.indexOf('<div id="filter-sessions"')),
      ),
    ];
    const cut = calendar.slice(
      0,
      calendar.indexOf('BEGIN:VEVENT', calendar.indexOf('UID:00000000000000000000000000000002')),
    );
    expect(assemble(requestFor(), [...pages, pageOf(`${ORIGIN}/all.ics`, cut)]).doubts).toMatchObject([
      { reason: 'missing_days', message: expect.stringContaining('2025-03-30') },
    ]);
  });

  it('is two days for the pages of two days, which are all that the menu has', () => {
    const days = ['2025-03-29', '2025-03-30'].map((day) => pageOf(`${ORIGIN}/${day}/list/descriptions/`, html));
    expect(assemble(requestFor(), days).scope).toEqual({ kind: 'conference' });
  });

  it('is the days shown, with a doubt, where the listing leaves out a day of its menu', () => {
    const cut = `${html.slice(0, html.lastIndexOf('<div class="sched-container"><div'))}${html.slice(html.indexOf('<div id="filter-sessions"'))}`;
    const programme = assemble(requestFor(), [pageOf(address, cut)]);
    expect(programme.sessions).toHaveLength(2);
    expect(programme.scope).toEqual({ kind: 'days', days: ['2025-03-29'] });
    expect(programme.doubts).toMatchObject([
      { reason: 'missing_days', message: expect.stringContaining('2025-03-30') },
    ]);
  });
});

describe('a page that is no schedule', () => {
  const blocked = pageOf(`${ORIGIN}/list/descriptions/`, BOT_CHECK, { status: 403 });
  it.each<[string, Page[], string]>([
    ['a bot check', [blocked], 'bot_check'],
    ['a bot check beside the calendar', [blocked, fixturePage('all.ics')], 'bot_check'],
    ['a bot check with status 200', [{ ...blocked, status: 200 }], 'bot_check'],
    ['a bare refusal', [pageOf(`${ORIGIN}/list/descriptions/`, 'Forbidden', { status: 403 })], 'bot_check'],
    ['a login', [pageOf(`${ORIGIN}/login`, '<form action="/login"><input type="password"></form>')], 'login'],
    ['an empty schedule', [pageOf(`${ORIGIN}/`, '<body id="schedorg"></body>')], 'no_sessions'],
    ['nothing at that address', [pageOf(`${ORIGIN}/`, 'Not found', { status: 404 })], 'no_sessions'],
    ['no page at all', [], 'no_sessions'],
    ['a calendar without entries', [pageOf(`${ORIGIN}/all.ics`, 'BEGIN:VCALENDAR\nEND:VCALENDAR')], 'no_sessions'],
    [
      'a page of another event',
      [fixturePage('listing.html', { text: fixture('listing.html').replaceAll('harbour25', 'airport25') })],
      'other_conference',
    ],
    [
      'a calendar of another event',
      [pageOf(`${ORIGIN}/all.ics`, fixture('all.ics').replaceAll('harbour25', 'airport25'))],
      'other_conference',
    ],
  ])('%s is a doubt', (_, pages, reason) => {
    const programme = assemble(requestFor(), pages);
    expect(programme.doubts).toMatchObject([{ reason }]);
    if (reason === 'other_conference') expect(programme.sessions).toEqual([]);
  });

  it('is no doubt when it is one of the views that an old event does not have', () => {
    const absent = pageOf(`${ORIGIN}/list/descriptions/`, 'Not found', { status: 404 });
    expect(assemble(requestFor(), [absent, fixturePage('simple.html')]).doubts).toEqual([]);
  });

  const address = `${ORIGIN}/event/2Aa02`;
  it.each<[string, Page, string[], number, number]>([
    ['a bot check', pageOf(address, BOT_CHECK, { status: 403 }), ['bot_check'], 0, 0],
    ['a server error', pageOf(address, 'Oops', { status: 502 }), [], 1, 0],
    ['no page', pageOf(address, 'Not found', { status: 404 }), [], 0, 1],
  ])("is a doubt, missed, or a warning when it is a session's own: %s", (_, page, doubts, missed, warnings) => {
    const programme = assemble(requestFor(), [fixturePage('listing.html'), page]);
    expect(programme.sessions).toHaveLength(3);
    expect(programme.doubts.map(({ reason }) => reason)).toEqual(doubts);
    expect(programme.missed).toHaveLength(missed);
    expect(programme.warnings).toHaveLength(warnings);
    expect(JSON.stringify([programme.doubts, programme.missed, programme.warnings])).toContain(address);
  });
});
