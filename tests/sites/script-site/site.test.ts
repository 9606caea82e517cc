import { existsSync } from 'node:fs';
import { load } from 'cheerio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { harbour } from '../harbour/conference.ts';
import { type ScriptSite, startScriptSite } from './site.ts';

const CHROMIUM = '/usr/bin/chromium';

describe('a site that needs JavaScript', () => {
  let site: ScriptSite;
  beforeAll(async () => {
    site = await startScriptSite(harbour);
  });
  afterAll(() => site.close());

  it('shows no session without a script', async () => {
    const $ = load(await (await fetch(`${site.origin}/programme`)).text());
    expect([$('#programme').length, $('a.name').length]).toEqual([1, 0]);
  });

  it('has its programme as data', async () => {
    expect(await (await fetch(`${site.origin}/programme.json`)).json()).toHaveLength(harbour.sessions.length);
  });

  it.skipIf(!existsSync(CHROMIUM))('shows every session in a browser', async () => {
    const { chromium } = await import('playwright');
    const browser = await chromium.launch({ executablePath: CHROMIUM, chromiumSandbox: process.getuid?.() !== 0 });
    try {
      const page = await browser.newPage();
      await page.goto(`${site.origin}/programme`);
      await page.waitForSelector('.sched-container a.name[id]');
      expect(await page.locator('a.name').count()).toBe(harbour.sessions.length);
      expect(await page.locator('.session-title').first().textContent()).toBe('Registration + Badge Pick-up');
    } finally {
      await browser.close();
    }
  });
});
