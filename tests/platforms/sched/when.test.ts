import { describe, expect, it } from 'vitest';
import { parseClock, parseDateRange, parseSpan, parseWhen } from '../../../src/platforms/sched/when.ts';

it.each([
  ['Thursday September 17, 2026 09:07 - 09:17 CEST', '2026-09-17T09:07:00', '2026-09-17T09:17:00'],
  ['\n    Thursday September 17, 2026 09:07 -\n 09:17 ', '2026-09-17T09:07:00', '2026-09-17T09:17:00'],
  ['Sunday October 22, 2017 9:30am - 10:30am EDT', '2017-10-22T09:30:00', '2017-10-22T10:30:00'],
  ['Sunday October 22, 2017 12:10pm - 1:30pm', '2017-10-22T12:10:00', '2017-10-22T13:30:00'],
  ['Thursday July 5, 2018 08:00 - Friday July 6, 2018 00:00', '2018-07-05T08:00:00', '2018-07-06T00:00:00'],
  ['Thursday July 5, 2018 11:00pm - 1:00am', '2018-07-05T23:00:00', '2018-07-06T01:00:00'],
  ['Monday December 31, 2018 22:00 – 00:30', '2018-12-31T22:00:00', '2019-01-01T00:30:00'],
  ['Wednesday, May 2, 2018 at 9am - 10am', '2018-05-02T09:00:00', '2018-05-02T10:00:00'],
  ['Wednesday May 2, 2018 11:00', '2018-05-02T11:00:00', null],
  ['Wednesday May 2, 2018', '2018-05-02', null],
  // The day behind it cannot be told.
  ['Tuesday December 31, 2999 11:00pm - 1:00am', '2999-12-31T23:00:00', null],
])('%s is from %s to %s', (text, localStart, localEnd) => {
  expect(parseWhen(text)).toEqual({ localStart, localEnd });
});

it.each([
  '',
  'TBA',
  'Mittwoch 2. Mai 2018',
  'Wednesday February 30, 2018 09:00 - 10:00',
  '09:00 - 10:00',
  'December 31, 9999 9:00',
])('%j is no date', (text) => {
  expect(parseWhen(text)).toBeNull();
});

it.each([
  ['9:30am', '09:30:00'],
  ['12:00am', '00:00:00'],
  ['12:10 pm', '12:10:00'],
  ['8am', '08:00:00'],
  ['00:00', '00:00:00'],
  ['23:59', '23:59:00'],
  ['24:00', null],
  ['13:00pm', null],
  ['9', null],
  ['noon', null],
])('%s on a clock is %s', (text, time) => {
  expect(parseClock(text)).toBe(time);
});

describe('a span of the print view', () => {
  it.each([
    ['08:00 – 18:00', '2026-03-22T08:00:00', '2026-03-22T18:00:00'],
    ['23:00 – 04:00', '2026-03-22T23:00:00', '2026-03-23T04:00:00'],
    ['8:00am', '2026-03-22T08:00:00', null],
    ['All day', '2026-03-22', null],
  ])('%s is from %s to %s', (text, localStart, localEnd) => {
    expect(parseSpan('2026-03-22', text)).toEqual({ localStart, localEnd });
  });

  it.each(['2026-02-31', '2026-99-99', '9999-12-31', '0000-00-00', ''])('is none on a day like %j', (day) => {
    expect(parseSpan(day, '23:00 – 04:00')).toBeNull();
  });
});

it.each([
  ['Oct 22 - 26, 2017', '2017-10-22', '2017-10-26'],
  ['Oct 30 - Nov 2, 2018', '2018-10-30', '2018-11-02'],
  ['Dec 30, 2018 - Jan 2, 2019', '2018-12-30', '2019-01-02'],
  ['Oct 22, 2017', '2017-10-22', '2017-10-22'],
])('%s is from %s to %s', (text, startsOn, endsOn) => {
  expect(parseDateRange(text)).toEqual({ startsOn, endsOn });
});
