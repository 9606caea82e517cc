import { describe, expect, it } from 'vitest';
import { resolveShareLink, SLIDE_HOSTS } from '../../src/hosts/share-link.ts';
import type { PageClient } from '../../src/model/client.ts';
import type { LinkOrigin } from '../../src/model/vocabulary.ts';

const nobody: PageClient = {
  page: (url) => Promise.reject(new Error(`asked for ${url}`)),
  render: (url) => Promise.reject(new Error(`asked for ${url}`)),
};

describe('a share link', () => {
  it.each<readonly [string, LinkOrigin, string]>([
    ['http://127.0.0.1:8080/files/transcript', 'attachment', 'http://127.0.0.1:8080/files/transcript'],
    ['http://127.0.0.1:8080/files/deck.pdf', 'description', 'http://127.0.0.1:8080/files/deck.pdf'],
    [
      'https://docs.google.com/presentation/d/1a/edit',
      'attachment',
      'https://docs.google.com/presentation/d/1a/export/pdf',
    ],
    ['https://speakerdeck.com/user/deck', 'description', '[no reader for speakerdeck.com yet]'],
    ['https://docs.google.com/document/d/1a/edit', 'field', '[no reader for docs.google.com yet]'],
    ['slides coming soon', 'description', '[it is no web address]'],
    ['file:///etc/passwd.pdf', 'attachment', '[file: is no web address]'],
  ])('%s in the %s leads to %s', async (url, origin, result) => {
    const resolved = await resolveShareLink({ url, origin }, nobody);
    expect(resolved.kind === 'file' ? resolved.url : `[${resolved.reason}]`).toBe(result);
  });

  it('is read by one host of each name', () => {
    const names = SLIDE_HOSTS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
