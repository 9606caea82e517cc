import { expect, it } from 'vitest';
import { metricsText } from '../../src/reports/metrics.ts';
import { samplesOf } from './exposition.ts';

const NOW = Date.parse('2026-11-25T02:00:00Z');
const run = {
  command: 'nightly',
  startedAt: '2026-11-25T01:00:00Z',
  endedAt: '2026-11-25T01:30:00Z',
  exitCode: 3,
  requests: 7,
  bytes: 12e9,
  needsPerson: 0,
};

it('an empty archive has no metrics, which is a file all the same', () => {
  expect(metricsText({ runs: [], conferences: [], parked: [], now: NOW })).toBe('');
});

it('label values are escaped as the format has it', () => {
  const parked = [{ domain: 'a"b\\c\nd', parkedUntil: '2026-11-25T03:00:00Z' }];
  const text = metricsText({ runs: [run], conferences: [], parked, now: NOW });
  expect(text).toContain('deckhand_server_parked_until_timestamp_seconds{domain="a\\"b\\\\c\\nd"} 1795575600\n');
  expect(samplesOf(text).get('deckhand_run_received_bytes{command="nightly"}')).toBe(12e9);
});

it('what is not known is left out rather than zero', () => {
  const text = metricsText({
    runs: [{ ...run, endedAt: '2026-11-25T01:30:00Z' }],
    conferences: [],
    parked: [],
    now: NOW,
  });
  expect(text).not.toContain('conference');
  expect(text.startsWith('# HELP deckhand_run_start_timestamp_seconds When the last run of a command began.\n')).toBe(
    true,
  );
});

it.each([
  ['without its end', 'a 1'],
  ['a sample without HELP and TYPE', 'a{} 1\n'],
  ['an unknown escape', '# HELP a x\n# TYPE a gauge\na{b="\\t"} 1\n'],
  ['a series that comes twice', '# HELP a x\n# TYPE a gauge\na{b="1"} 1\na{b="1"} 2\n'],
  ['a value that is none', '# HELP a x\n# TYPE a gauge\na{b="1"} null\n'],
])('the parser of these tests refuses %s', (_, text) => {
  expect(() => samplesOf(text)).toThrow();
});
