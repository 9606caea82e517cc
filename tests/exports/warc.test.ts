import { createReadStream, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WARCParser } from 'warcio';
import { openArchive } from '../../src/archive/archive.ts';
import { EVERYTHING } from '../../src/archive/export-selection.ts';
import { warc } from '../../src/exports/warc.ts';
import { readWarcFile } from '../../src/fetch/warc.ts';
import { HARBOUR, type Trial, trialConference } from '../cli/trial-conference.ts';
import { collected } from './trial-export.ts';

async function exported(trial: Trial, withDecks: boolean, keys: string[] = []): Promise<Buffer> {
  const archive = openArchive({ directory: trial.data, mode: 'read' });
  const source = archive.exports({ ...EVERYTHING, conferences: [HARBOUR], keys });
  try {
    return await collected((output) => warc.write(source, output, { withDecks }));
  } finally {
    source.close();
    archive.close();
  }
}

/** Type, address and length of every record, as warcio reads them; its block digests are checked while reading. */
async function records(trial: Trial, bytes: Buffer): Promise<[string, string, number][]> {
  const path = join(trial.data, 'export.warc.gz');
  writeFileSync(path, bytes);
  const found: [string, string, number][] = [];
  for await (const record of new WARCParser(createReadStream(path))) {
    const content = await record.readFully(false);
    found.push([record.warcType ?? '', record.warcTargetURI ?? '', content.length]);
    expect(record.warcHeaders.headers.get('WARC-Record-ID')).toMatch(/^<urn:uuid:[0-9a-f-]{36}>$/);
    expect(record.warcDate).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  }
  return found;
}

describe('the WARC file', () => {
  it('has a warcinfo record first and then the captured pages as they were received', async () => {
    const trial = await trialConference();
    await trial.archive();
    const bytes = await exported(trial, false);
    const [info, ...pages] = await records(trial, bytes);
    expect(info?.[0]).toBe('warcinfo');
    expect(pages.map(([type, url]) => [type, url])).toEqual([
      ['response', `${trial.site.origin}/list/descriptions/`],
      ['response', `${trial.site.origin}/all.ics`],
    ]);
    const texts = async (path: string): Promise<string[]> => {
      const found: string[] = [];
      for await (const { text } of readWarcFile(path)) found.push(text);
      return found;
    };
    const [capture = ''] = readdirSync(join(trial.data, 'captures'));
    expect(await texts(join(trial.data, 'export.warc.gz'))).toEqual(await texts(join(trial.data, 'captures', capture)));
    expect((await exported(trial, false)).equals(bytes)).toBe(true);
  });

  it('has the files of the selected sessions on request, under the addresses they came from', async () => {
    const trial = await trialConference();
    await trial.archive();
    const all = await records(trial, await exported(trial, true));
    const stored = trial.rows('SELECT url, bytes FROM deck_overview');
    expect(
      all
        .slice(3)
        .map(([type, url, bytes]) => ({ type, url, bytes }))
        .toSorted((a, b) => a.url.localeCompare(b.url)),
    ).toEqual(
      stored
        .map(({ url, bytes }) => ({ type: 'resource', url, bytes }))
        .toSorted((a, b) => String(a.url).localeCompare(String(b.url))),
    );
    const [key] = trial.rows('SELECT session_key FROM deck_overview LIMIT 1');
    const some = await records(trial, await exported(trial, true, [String(key?.['session_key'])]));
    expect(some.length).toBeLessThan(all.length);
    expect(some.slice(0, 3)).toEqual(all.slice(0, 3));
  });

  it('is not written where a page or a file is damaged or missing', async () => {
    const trial = await trialConference();
    await trial.archive();
    const path = join(trial.data, String(trial.rows('SELECT path FROM deck_overview')[0]?.['path']));
    writeFileSync(path, 'changed');
    await expect(exported(trial, true)).rejects.toThrow(
      /^decks\/\S+ is missing or not as it was written\. It came from http/,
    );
    await exported(trial, false);
    rmSync(join(trial.data, 'captures'), { recursive: true });
    await expect(exported(trial, false)).rejects.toThrow(
      /^The captured page of http\S+ \(captures\/\S+, byte \d+\) is not as it was written/,
    );
  });
});
