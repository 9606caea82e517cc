import { describe, expect, it } from 'vitest';
import type { SlideHost } from '../../src/hosts/slide-host.ts';
import type { PageClient } from '../../src/model/client.ts';

export interface SlideHostContract {
  readonly host: SlideHost;
  /** Share address, and the file's address or, in brackets, the reason why there is none. */
  readonly resolves: readonly (readonly [address: string, result: string])[];
  readonly ignores: readonly string[];
  /** Default: a client that fails the test when it is asked. */
  readonly client?: PageClient;
}

const nobody: PageClient = {
  page: (url) => Promise.reject(new Error(`asked for ${url}`)),
  render: (url) => Promise.reject(new Error(`asked for ${url}`)),
};

/** What every slide host promises. */
export function runSlideHostTests({ host, resolves, ignores, client = nobody }: SlideHostContract): void {
  describe(`the slide host ${host.name}`, () => {
    it.each(resolves)('makes of %s %s', async (address, result) => {
      expect(host.recognise(new URL(address))).toBe(true);
      const resolved = await host.resolve(new URL(address), client);
      expect(resolved.kind === 'file' ? resolved.url : `[${resolved.reason}]`).toBe(result);
      if (resolved.kind === 'file') expect(new URL(resolved.url).protocol).toMatch(/^https?:$/);
      else expect(resolved.reason).not.toBe('');
    });

    it.each([...ignores, 'mailto:speaker@example.org', 'https://example.org/', 'data:application/pdf,x'])(
      'leaves %s alone',
      (address) => {
        expect(host.recognise(new URL(address))).toBe(false);
      },
    );

    it('has a name of lower-case letters and hyphens', () => {
      expect(host.name).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    });
  });
}
