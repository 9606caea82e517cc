import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ExportSession } from '../../src/archive/export-records.ts';
import { bibtex } from '../../src/exports/bibtex.ts';
import { csl } from '../../src/exports/csl.ts';
import { ics } from '../../src/exports/ics.ts';
import { jsonld } from '../../src/exports/jsonld.ts';
import { scheduleXml } from '../../src/exports/schedule-xml.ts';
import { exportPerson, exportSession, localSlot, sourceOf, written } from './records.ts';

const FORMATS = [ics, scheduleXml, jsonld, csl, bibtex];

/** A talk on each of the days from 2 May on. */
const talks = (count: number): ExportSession[] =>
  Array.from({ length: count }, (_, index) =>
    exportSession({
      key: `key${index}`,
      title: `Title${index}`,
      people: [exportPerson('Wei Zhang')],
      slots: [localSlot(`2018-05-${String(index + 2).padStart(2, '0')}T09:00:00`)],
    }),
  );

describe.each(FORMATS.map((format) => [format.name, format] as const))('the format %s', (_, format) => {
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  });

  it('gives the same bytes at any time and in any time zone of the machine', async () => {
    vi.useFakeTimers({ now: Date.parse('2018-05-02T09:00:00Z'), toFake: ['Date'] });
    vi.stubEnv('TZ', 'America/Los_Angeles');
    const before = await written(format, sourceOf(talks(3)));
    vi.setSystemTime(Date.parse('2031-12-31T23:59:59Z'));
    vi.stubEnv('TZ', 'Asia/Tokyo');
    expect(await written(format, sourceOf(talks(3)))).toBe(before);
    expect(before).toContain('Title0');
  });

  it('writes a session before it reads the one after the next', async () => {
    const all = talks(12);
    let text = '';
    const late: number[] = [];
    function* reading(): Generator<ExportSession> {
      for (const [index, session] of all.entries()) {
        if (index > 1 && !text.includes(`Title${index - 2}`)) late.push(index);
        yield session;
      }
    }
    const source = { conferences: () => sourceOf(all).conferences(), sessions: reading };
    await format.write(source, { write: (chunk) => Promise.resolve(void (text += String(chunk))) });
    expect(late).toEqual([]);
    expect(text).toContain('Title11');
  });
});
