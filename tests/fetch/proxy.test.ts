import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PAGE_LIMITS } from '../../src/fetch/exchange.ts';
import { createExchange, type ExchangeOptions, proxyFromEnvironment } from '../../src/fetch/undici-exchange.ts';
import { startServer, type TestServer } from '../setup/server.ts';

/** A small proxy: absolute addresses for http, CONNECT for the rest. Every name leads to `server`. */
async function startProxy(server: TestServer): Promise<{ address: string; asked: string[] }> {
  const asked: string[] = [];
  const proxy = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const { pathname } = new URL(request.url ?? '');
    const forward = (answer: IncomingMessage): void => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    };
    httpRequest(server.url(pathname), { headers: { 'x-proxied': '1' } }, forward).end();
  });
  const sockets = new Set<Socket>();
  proxy.on('connect', (request: IncomingMessage, client: Socket) => {
    asked.push(`CONNECT ${request.url}`);
    const [host = '', port = ''] = server.address.split(':');
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(client);
      client.pipe(upstream);
    });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, '127.0.0.1', resolve);
  });
  const bound = proxy.address();
  if (bound === null || typeof bound === 'string') throw new Error('the proxy has no port');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
    proxy.closeAllConnections();
  });
  return { address: `http://127.0.0.1:${bound.port}`, asked };
}

/** `outside.example` is a public name, `inside.example` a private one, and others do not exist. */
const resolve: NonNullable<ExchangeOptions['resolve']> = (hostname) => {
  const addresses: Record<string, string> = { 'outside.example': '93.184.216.34', 'inside.example': '10.0.0.1' };
  const address = addresses[hostname];
  if (address === undefined) return Promise.reject(new Error(`getaddrinfo ENOTFOUND ${hostname}`));
  return Promise.resolve([{ address, family: 4 }]);
};

function sender(options: ExchangeOptions, allowedAddresses: readonly string[] = []) {
  const exchange = createExchange({ resolve, ...options });
  onTestFinished(() => exchange.close());
  return async (url: string): Promise<string> => {
    const limits = { ...PAGE_LIMITS, connectMs: 500 };
    const { body } = await exchange.send({ method: 'GET', url, headers: {}, limits, allowedAddresses });
    return body.kind === 'bytes' ? Buffer.from(body.decoded).toString() : body.kind;
  };
}

describe('through a proxy', () => {
  it('public names are asked, with the address in full', async () => {
    const server = await startServer({ '/page': 'by proxy' });
    const proxy = await startProxy(server);
    expect(await sender({ proxy: { http: proxy.address } })('http://outside.example/page')).toBe('by proxy');
    expect(proxy.asked).toEqual(['GET http://outside.example/page']);
    expect(server.seen[0]?.headers['x-proxied']).toBe('1');
  });

  it('https is asked through a tunnel', async () => {
    const server = await startServer();
    const proxy = await startProxy(server);
    // What answers at the end of this tunnel speaks no TLS: getting that far is enough.
    await expect(sender({ proxy: { http: proxy.address } })('https://outside.example/page')).rejects.toMatchObject({
      code: 'unreachable',
    });
    expect(proxy.asked[0]).toBe('CONNECT outside.example:443');
  });

  it.each([
    ['a name that resolves to a private address', 'http://inside.example/', 'forbidden_address'],
    ['the same by https', 'https://inside.example/', 'forbidden_address'],
    ['a literal private address', 'http://10.0.0.1/', 'forbidden_address'],
    ['an odd spelling of this machine', 'http://0x7f.1/', 'forbidden_address'],
    ['a name that nobody knows', 'http://nowhere.example/', 'unreachable'],
  ])('%s is refused before the proxy is asked', async (_name, url, code) => {
    const proxy = await startProxy(await startServer());
    await expect(sender({ proxy: { http: proxy.address } })(url)).rejects.toMatchObject({ code });
    expect(proxy.asked).toEqual([]);
  });

  it('a proxy that is trusted resolves names itself, but gets no literal private address', async () => {
    const proxy = await startProxy(await startServer({ '/': 'x' }));
    const send = sender({ proxy: { http: proxy.address, trusted: true } });
    expect(await send('http://nowhere.example/')).toBe('x');
    await expect(send('http://10.0.0.1/')).rejects.toMatchObject({ code: 'forbidden_address' });
  });

  it('hosts of NO_PROXY are asked directly, and still not at private addresses', async () => {
    const server = await startServer({ '/': 'direct' });
    const proxy = await startProxy(server);
    const settings = { http: proxy.address, except: `127.0.0.1,.example` };
    expect(await sender({ proxy: settings }, [server.address])(server.url('/'))).toBe('direct');
    await expect(sender({ proxy: settings })('http://inside.example/')).rejects.toMatchObject({
      code: 'forbidden_address',
    });
    expect(proxy.asked).toEqual([]);
  });
});

describe('without a proxy', () => {
  it.each([
    ['resolves to a private address', 'http://inside.example/', 'forbidden_address'],
    ['does not resolve', 'http://nowhere.example/', 'unreachable'],
  ])('a name that %s is not asked', async (_name, url, code) => {
    await expect(sender({})(url)).rejects.toMatchObject({ code });
  });

  it('a name that changes its address between two requests gains nothing', async () => {
    const server = await startServer({ '/': 'inside' });
    const answers = ['93.184.216.34', '127.0.0.1'];
    const rebinding = () => Promise.resolve([{ address: answers.shift() ?? '', family: 4 }]);
    // The first answer is spent on a look of our own; only what the connection itself resolves counts.
    const exchange = createExchange({ resolve: rebinding });
    onTestFinished(() => exchange.close());
    await rebinding();
    const url = `http://rebind.example:${server.address.split(':')[1]}/`;
    const request = { method: 'GET', url, headers: {}, limits: PAGE_LIMITS, allowedAddresses: [] } as const;
    await expect(exchange.send(request)).rejects.toMatchObject({ code: 'forbidden_address' });
    expect(server.seen).toEqual([]);
  });

  it('a name that the operator named may lead to this machine', async () => {
    const server = await startServer({ '/': 'inside' });
    const port = server.address.split(':')[1];
    const local = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    expect(await sender({ resolve: local }, [`demo.test:${port}`])(`http://demo.test:${port}/`)).toBe('inside');
    await expect(sender({ resolve: local }, ['demo.test:1'])(`http://demo.test:${port}/`)).rejects.toMatchObject({
      code: 'forbidden_address',
    });
  });

  it('an environment with proxies changes nothing unless it is asked for', async () => {
    const server = await startServer({ '/': 'direct' });
    const before = process.env['HTTP_PROXY'];
    process.env['HTTP_PROXY'] = 'http://127.0.0.1:1';
    onTestFinished(() => {
      if (before === undefined) delete process.env['HTTP_PROXY'];
      else process.env['HTTP_PROXY'] = before;
    });
    expect(await sender({}, [server.address])(server.url('/'))).toBe('direct');
  });
});

it.each([
  [{}, { http: '', https: '', except: '' }],
  [
    { HTTP_PROXY: 'http://a:1', HTTPS_PROXY: 'http://b:2', NO_PROXY: 'c' },
    { http: 'http://a:1', https: 'http://b:2', except: 'c' },
  ],
  [
    { HTTP_PROXY: 'http://a:1', http_proxy: 'http://d:4' },
    { http: 'http://d:4', https: '', except: '' },
  ],
])('the environment %j means %j', (env, expected) => {
  expect(proxyFromEnvironment(env)).toEqual(expected);
});
