import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  instantAtOffset,
  isZone,
  momentInZone,
  momentOfText,
  momentOfWall,
  offsetBetween,
  wallAtOffset,
} from '../../src/model/zone.ts';

describe('a wall time in a zone', () => {
  it.each([
    ['2018-05-02T11:00:00', 'Europe/Copenhagen', '2018-05-02T09:00:00Z', '+02:00'],
    ['2018-12-11T09:00:00', 'America/Los_Angeles', '2018-12-11T17:00:00Z', '-08:00'],
    ['2019-06-24T09:00:00', 'Asia/Shanghai', '2019-06-24T01:00:00Z', '+08:00'],
    ['2024-12-11T09:00:00', 'Asia/Kolkata', '2024-12-11T03:30:00Z', '+05:30'],
    // The clocks of Copenhagen are set forward on 25 March 2018 and back on 28 October 2018.
    ['2018-03-25T02:30:00', 'Europe/Copenhagen', '2018-03-25T01:30:00Z', '+02:00'],
    ['2018-10-28T02:30:00', 'Europe/Copenhagen', '2018-10-28T00:30:00Z', '+02:00'],
  ])('%s in %s is %s', (local, zone, instant, offset) => {
    expect(momentOfWall(local, zone)).toMatchObject({ instant, offset });
  });

  it.each([
    ['2018-05-02', 'Europe/Copenhagen'],
    ['2018-02-30T09:00:00', 'Europe/Copenhagen'],
    ['2018-05-02T09:00:00', 'Europe/Atlantis'],
    ['', ''],
  ])('%s in %s is nothing', (local, zone) => {
    expect(momentOfWall(local, zone)).toBeNull();
  });

  it('comes back from the instant', () => {
    expect(momentInZone('2017-10-22T12:00:00Z', 'America/New_York')).toEqual({
      instant: '2017-10-22T12:00:00Z',
      local: '2017-10-22T08:00:00',
      offset: '-04:00',
    });
    expect(momentInZone('yesterday', 'America/New_York')).toBeNull();
  });
});

it.each([
  ['2017-10-22T08:00:00', '2017-10-22T12:00:00Z', '-04:00'],
  ['2026-03-23T09:00:00', '2026-03-23T08:00:00Z', '+01:00'],
  ['2024-12-11T09:00:00', '2024-12-11T03:30:00Z', '+05:30'],
  ['2018-07-06T00:00:00', '2018-07-05T22:00:00Z', '+02:00'],
  ['2018-05-02T09:00:00', '2018-05-02T09:00:00Z', '+00:00'],
  ['2018-05-02T09:07:00', '2018-05-02T09:00:00Z', null],
  ['2018-05-03T09:00:00', '2018-05-02T09:00:00Z', null],
  ['2018-05-02', '2018-05-02T09:00:00Z', null],
])('a clock that shows %s at %s is %s ahead', (local, instant, offset) => {
  expect(offsetBetween(local, instant)).toBe(offset);
});

it.each([
  ['2026-03-24T11:15:00+0100', '2026-03-24T10:15:00Z', '2026-03-24T11:15:00', '+01:00'],
  ['2026-03-24T11:15+01:00', '2026-03-24T10:15:00Z', '2026-03-24T11:15:00', '+01:00'],
  ['2019-05-20T08:00:00.000Z', '2019-05-20T08:00:00Z', '2019-05-20T08:00:00', '+00:00'],
  ['2023-11-06T09:00:00-0600', '2023-11-06T15:00:00Z', '2023-11-06T09:00:00', '-06:00'],
])('%s is the instant %s', (text, instant, local, offset) => {
  expect(momentOfText(text)).toEqual({ instant, local, offset });
});

it.each([
  ['Europe/Copenhagen', true],
  ['UTC', true],
  ['Asia/Kolkata', true],
  ['+02:00', false],
  ['CEST', false],
  ['Mars/Olympus', false],
  ['', false],
])('%s is a zone: %s', (name, expected) => {
  expect(isZone(name)).toBe(expected);
});

describe('any text', () => {
  it('is answered, never an error', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        momentInZone(a, b);
        momentOfWall(a, b);
        momentOfText(a);
        instantAtOffset(a, b);
        wallAtOffset(a, b);
        offsetBetween(a, b);
        isZone(a);
      }),
    );
  });

  it('and what one function adds the other takes away', () => {
    const wall = fc
      .date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 19));
    fc.assert(
      fc.property(wall, fc.integer({ min: -48, max: 56 }), (local, quarters) => {
        const offset = offsetBetween(local, instantAtOffset(local, '+00:00') ?? '') ?? '';
        expect(offset).toBe('+00:00');
        const minutes = Math.abs(quarters * 15);
        const ahead = `${quarters < 0 ? '-' : '+'}${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
        const instant = instantAtOffset(local, ahead) ?? '';
        expect(wallAtOffset(instant, ahead)).toBe(local);
        expect(offsetBetween(local, instant)).toBe(ahead);
      }),
    );
  });
});
