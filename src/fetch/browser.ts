import { existsSync } from 'node:fs';
import type { Browser, BrowserContext, Request, Route } from 'playwright';
import { FetchError } from '../model/failure.ts';

export interface BrowserOptions {
  /** Default: /usr/bin/chromium where it exists (Debian), else the one that Playwright installed. */
  readonly executablePath?: string;
  /** How long one page may take until it has settled, milliseconds; default 120,000, because its requests are paced. */
  readonly timeoutMs?: number;
}

/** What the browser gets for one of its requests; null refuses it. */
export interface BrowserAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Answers the page's own requests in the browser's stead. */
export type AnswerFor = (url: string, accept: string) => Promise<BrowserAnswer | null>;

/** A browser without a network of its own. */
export interface HeadlessBrowser {
  /** The page's HTML after it settled. `answerFor` is asked for the document itself too. Throws `timed_out`. */
  render(url: string, answerFor: AnswerFor): Promise<string>;
  close(): Promise<void>;
}

const DEBIAN_CHROMIUM = '/usr/bin/chromium';
const DEFAULT_TIMEOUT_MS = 120_000;

/** A page that asks for more than this is not loading a programme. */
const MAX_REQUESTS_A_PAGE = 200;

/** What a programme is not made of. */
const UNWANTED: ReadonlySet<string> = new Set([
  'image',
  'font',
  'media',
  'texttrack',
  'manifest',
  'ping',
  'websocket',
  'eventsource',
]);

/**
 * Every request is answered by us, and what should ever get past the routing (the browser's own updates, WebRTC, a
 * redirect) ends at names that do not resolve and a proxy that is not there.
 */
const FLAGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
];
const NOWHERE = { server: 'http://127.0.0.1:9', bypass: '<-loopback>' };

/**
 * The browser to use, or null where there is none: the configured one (and no other), else Debian's, else the one that
 * Playwright installed.
 */
export async function findChromium(configured: string | null): Promise<string | null> {
  if (configured !== null) return existsSync(configured) ? configured : null;
  if (existsSync(DEBIAN_CHROMIUM)) return DEBIAN_CHROMIUM;
  const { chromium } = await import('playwright');
  const own = chromium.executablePath();
  return own !== '' && existsSync(own) ? own : null;
}

/** Starts nothing until it is asked to render. */
export function createBrowser(options: BrowserOptions & { readonly userAgent: string }): HeadlessBrowser {
  const { userAgent, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  let launched: Promise<Browser> | null = null;

  const launch = async (): Promise<Browser> => {
    // 0.4 s that most runs never need.
    const { chromium } = await import('playwright');
    const executablePath = await findChromium(options.executablePath ?? null);
    if (executablePath === null) throw new Error('there is no chromium');
    return chromium.launch({
      executablePath,
      // Chromium refuses its sandbox to root.
      chromiumSandbox: process.getuid?.() !== 0,
      args: FLAGS,
      proxy: NOWHERE,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
  };

  const settle = async (context: BrowserContext, url: string): Promise<string> => {
    const page = await context.newPage();
    page.setDefaultTimeout(timeoutMs);
    const deadline = performance.now() + timeoutMs;
    await page.goto(url, { waitUntil: 'load', timeout: timeoutMs });
    // A page that polls never falls silent; what it shows by then is what we take.
    await page
      .waitForLoadState('networkidle', { timeout: Math.max(1, deadline - performance.now()) })
      .catch(() => undefined);
    return page.content();
  };

  return {
    async render(url, answerFor) {
      launched ??= launch().catch((error: unknown) => {
        launched = null;
        throw new FetchError(
          'unreachable',
          'No browser could be started. Install chromium, or name one in the configuration.',
          {
            cause: error,
          },
        );
      });
      const browser = await launched;
      const context = await browser.newContext({ userAgent, serviceWorkers: 'block', acceptDownloads: false });
      let failure: unknown = null;
      try {
        await context.routeWebSocket(/.*/, (socket) => socket.close());
        let requests = 0;
        await context.route('**', async (route, request) => {
          requests += 1;
          try {
            await answerRoute(route, request, requests > MAX_REQUESTS_A_PAGE ? refuseAll : answerFor);
          } catch (error) {
            if (isDocument(request)) failure ??= error;
            await route.abort().catch(() => undefined);
          }
        });
        return await settle(context, url);
      } catch (error) {
        if (failure !== null) throw failure;
        if (error instanceof Error && error.name === 'TimeoutError') {
          throw new FetchError('timed_out', `${url} did not load in the browser within ${timeoutMs} ms`, {
            cause: error,
          });
        }
        throw new FetchError('malformed', `${url} could not be shown by the browser`, { cause: error });
      } finally {
        await context.close();
      }
    },
    async close() {
      const browser = await launched?.catch(() => null);
      launched = null;
      await browser?.close();
    },
  };
}

const refuseAll: AnswerFor = () => Promise.resolve(null);

async function answerRoute(route: Route, request: Request, answerFor: AnswerFor): Promise<void> {
  // A stranger's script does not write to anybody in our name.
  const readsOnly = request.method() === 'GET';
  if (!readsOnly || UNWANTED.has(request.resourceType()) || !/^https?:/.test(request.url())) {
    await route.abort('blockedbyclient');
    return;
  }
  const answer = await answerFor(request.url(), request.headers()['accept'] ?? '*/*');
  if (answer === null) await route.abort('blockedbyclient');
  else await route.fulfill({ status: answer.status, headers: { ...answer.headers }, body: Buffer.from(answer.body) });
}

function isDocument(request: Request): boolean {
  return request.isNavigationRequest() && request.frame().parentFrame() === null;
}
