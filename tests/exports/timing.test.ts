import { describe, expect, it } from 'vitest';
import { timingOf } from '../../src/exports/timing.ts';
import { exportSlot, localSlot } from './records.ts';

const COPENHAGEN = 'Europe/Copenhagen';

describe('when a slot takes place', () => {
  it.each([
    ['as the slot tells it', exportSlot(), null, '2018-05-02T11:00:00+02:00', '2018-05-02T11:35:00+02:00'],
    [
      'by the zone',
      exportSlot({ localStart: null, localEnd: null, utcOffset: null }),
      COPENHAGEN,
      '2018-05-02T11:00:00+02:00',
      '2018-05-02T11:35:00+02:00',
    ],
    [
      'in UTC where no zone is known',
      exportSlot({ localStart: null, localEnd: null, utcOffset: null }),
      null,
      '2018-05-02T09:00:00+00:00',
      '2018-05-02T09:35:00+00:00',
    ],
    [
      'by an offset alone',
      { ...localSlot('2018-05-02T11:00:00'), utcOffset: '+05:45' },
      null,
      '2018-05-02T11:00:00+05:45',
    ],
    [
      'over a change of the clocks',
      exportSlot({ startsAt: '2018-10-28T00:30:00Z', endsAt: '2018-10-28T01:30:00Z', localEnd: null }),
      COPENHAGEN,
      '2018-10-28T02:30:00+02:00',
      '2018-10-28T02:30:00+01:00',
    ],
    [
      'without its end where that is before the start',
      exportSlot({ endsAt: '2018-05-02T08:00:00Z' }),
      null,
      '2018-05-02T11:00:00+02:00',
    ],
    [
      'without an offset that no clock has',
      exportSlot({ utcOffset: '+25:00' }),
      COPENHAGEN,
      '2018-05-02T11:00:00+02:00',
      '2018-05-02T11:35:00+02:00',
    ],
    [
      'as a wall time',
      localSlot('2018-05-02T11:00:00', '2018-05-02T12:00:00'),
      null,
      '2018-05-02T11:00:00',
      '2018-05-02T12:00:00',
    ],
    ['as days', localSlot('2018-05-02', '2018-05-02'), COPENHAGEN, '2018-05-02', '2018-05-02'],
    ['as a day whose end is a time', localSlot('2018-05-02', '2018-05-02T12:00:00'), null, '2018-05-02'],
  ])('is told %s', (_, slot, zone, start, end?: string) => {
    const timing = timingOf(slot, zone);
    const [starts, ends] = [timing?.start, timing?.end].map((when) =>
      when ? `${when.local}${when.kind === 'instant' ? when.offset : ''}` : undefined,
    );
    expect([starts, ends]).toEqual([start, end]);
  });

  it.each([['2018-02-30'], ['2018-02-30T09:00:00'], ['2018-05-02T25:00:00'], ['tomorrow'], ['18-05-02'], [null]])(
    'is nothing where the source says %s',
    (local) => {
      expect(timingOf(localSlot(local), COPENHAGEN)).toBeNull();
      expect(timingOf(localSlot(local), null)).toBeNull();
    },
  );
});
