import { describe, expect, it } from 'vitest';
import { daySpan } from '../../src/model/day-span.ts';

describe('days', () => {
  it.each([
    ['2018-05-02', '2018-05-02', '2018-05-02'],
    ['2018-05', '2018-05-01', '2018-05-31'],
    ['2018', '2018-01-01', '2018-12-31'],
    ['2018-05-02..2018-05-04', '2018-05-02', '2018-05-04'],
    ['2018-04..2018-05', '2018-04-01', '2018-05-31'],
    ['2018-05-02..', '2018-05-02', '9999-12-31'],
    ['..2018-05', '0000-01-01', '2018-05-31'],
  ])('%s are those from %s to %s', (text, from, to) => {
    expect(daySpan(text)).toEqual({ from, to });
  });

  it.each(['2018-05-04..2018-05-02', '2018..2017-12', '2018-06..2018-05-31'])('%s go backwards', (text) => {
    expect(daySpan(text)).toBe('backwards');
  });

  it.each(['', '..', 'today', '2018-13', '2018-5-2', '2018-02-30', '2018-05-02..x', '2018..2019..2020'])(
    '%j are none',
    (text) => {
      expect(daySpan(text)).toBe('no_days');
    },
  );
});
