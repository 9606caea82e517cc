import { load } from 'cheerio';
import { fileTypeFromBuffer } from 'file-type';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Site, startSite } from '../sched/site.ts';
import { harbour } from './conference.ts';

describe('HarbourConf', () => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite(harbour);
  });
  afterAll(() => site.close());

  it('has distinct ids', () => {
    expect(new Set(harbour.sessions.map(({ shortId }) => shortId)).size).toBe(harbour.sessions.length);
  });

  it('has a session over midnight', () => {
    expect(harbour.sessions.filter(({ start, end }) => start.slice(0, 10) !== end.slice(0, 10))).toMatchObject([
      { start: '2024-05-14T20:00', end: '2024-05-15T01:00' },
    ]);
  });

  it('serves every deck that its listing links, each what its extension says', async () => {
    const $ = load(await (await fetch(`${site.origin}/list/descriptions/`)).text());
    const addresses = $('a.file-uploaded')
      .toArray()
      .map((link) => $(link).attr('href') ?? '');
    expect(addresses).toHaveLength(15);
    expect(addresses).toContain(`${site.filesOrigin}/harbourconf2024/ff/Stopping%20at%2080%25.pdf`);
    for (const address of addresses) {
      const response = await fetch(address);
      const body = Buffer.from(await response.arrayBuffer());
      expect([address, (await fileTypeFromBuffer(body))?.ext]).toEqual([address, /[^.]*$/.exec(address)?.[0]]);
    }
  });

  it('gives two sessions the same deck under two addresses', async () => {
    const [intro, deep] = await Promise.all(
      ['1a/buoy-project-2024.pdf', '7c/buoy-project-2024%20%281%29.pdf'].map(async (path) =>
        Buffer.from(await (await fetch(`${site.filesOrigin}/harbourconf2024/${path}`)).arrayBuffer()),
      ),
    );
    expect(intro?.length).toBeGreaterThan(0);
    expect(deep?.equals(intro ?? Buffer.alloc(0))).toBe(true);
  });
});
