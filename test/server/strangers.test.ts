import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { boundedHasher } from '../../src/adapters/identity/bounded-hasher.js';
import { MAX_BODY_MS, MAX_STRANGER_BODY, REQUEST_TIMEOUT_MS } from '../../src/apps/server/base/limits.js';
import { mostConnections } from '../../src/apps/server/http/connections.js';
import { LoginAttempts } from '../../src/apps/server/http/login-attempts.js';
import type { PasswordHasher } from '../../src/domain/identity/ports.js';
import { bearer, DECISIONS, start } from './support/open-rim.js';
import type { rim } from './support/rim.js';

type Rim = Awaited<ReturnType<typeof rim>>;

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** A connection of our own making; what comes back is kept. */
async function dial(port: number, localAddress = '127.0.0.1') {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  sockets.push(socket);
  let said = '';
  socket.on('data', (chunk) => {
    said += String(chunk);
  });
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  await once(socket, 'connect');
  return {
    socket,
    closed,
    /** The first line of the answer, as soon as it is there; empty when the connection ended without one. */
    async status(): Promise<number> {
      while (!said.includes('\r\n') && !socket.closed) await Promise.race([once(socket, 'data'), closed]);
      return Number(/^HTTP\/1\.1 (\d+)/.exec(said)?.[1] ?? 0);
    },
    said: () => said,
  };
}

const BURST = `
const { connect } = require('node:net');
const { parentPort, workerData: { n, port, text } } = require('node:worker_threads');
const counts = {};
let open = n;
for (let i = 0; i < n; i++) {
  let said = '';
  const socket = connect({ port, host: '127.0.0.1' });
  socket.write(text);
  socket.on('data', (chunk) => { said += chunk; }).on('error', () => undefined).on('close', () => {
    const status = said.slice(9, 12) || 'none';
    counts[status] = (counts[status] ?? 0) + 1;
    if (--open === 0) parentPort.postMessage(counts);
  });
}
`;

async function listening(...args: Parameters<typeof start>) {
  const one = await start(...args);
  const address = await one.http.listen({ host: '127.0.0.1', port: 0 });
  return { one, address, port: Number(new URL(address).port) };
}

const head = (method: string, path: string, length: number, more: Record<string, string> = {}): string =>
  [
    `${method} ${path} HTTP/1.1`,
    'host: x',
    `content-length: ${length}`,
    ...Object.entries(more).map(([name, value]) => `${name}: ${value}`),
    '\r\n',
  ].join('\r\n');

/** What somebody with a key sends meanwhile is taken. */
async function demandTaken(address: string, key: string): Promise<void> {
  const body = 'x'.repeat(100_000);
  const answer = await fetch(`${address}${DECISIONS}`, { method: 'POST', headers: bearer(key), body });
  expect(answer.status).toBe(200);
}

describe('callers that announce much and send little', () => {
  it('cost what they sent, at every address that takes a body, and known keys go on', async () => {
    const { one, address, port } = await listening({}, { bounds: { connections: { perAddress: 1000 } } });
    const key = await one.key('decisions:write');
    const taking = one.routes.filter((route) => /^(POST|PUT|PATCH|DELETE) /.test(route));
    expect(taking.length).toBeGreaterThan(20);
    for (const route of [...taking, 'POST /nothing/here']) {
      const [method, path] = route.split(' ') as [string, string];
      for (const length of [MAX_STRANGER_BODY, 1_000_000, 30_000_000]) {
        const { socket } = await dial(port);
        socket.write(`${head(method, path.replaceAll(/:\w+/g, 'x'), length)}{`);
      }
    }
    // Those that sign in may still send the rest: one byte each is held.
    await expect.poll(() => one.metrics.bodiesHeld).toBeGreaterThan(0);
    expect(one.metrics.bodiesHeld).toBeLessThan(taking.length + 2);
    await demandTaken(address, key);
  });

  it('take nothing from others when they have a key themselves', async () => {
    const { one, address, port } = await listening({}, { bounds: { bodies: { known: 300_000 } } });
    const [key, other] = [await one.key('decisions:write'), await one.key('decisions:write')];
    for (let i = 0; i < 50; i++) {
      const { socket } = await dial(port);
      socket.write(`${head('POST', DECISIONS, 30_000_000, bearer(key))}{`);
    }
    await expect.poll(() => one.metrics.bodiesHeld).toBe(50);
    await demandTaken(address, other);
  });

  it('of strangers fill a budget of their own alone, in which the oldest that is still coming gives way', async () => {
    const { one, address, port } = await listening({}, { bounds: { bodies: { strangers: 20_000 } } });
    const key = await one.key('decisions:write');
    const first = await dial(port);
    first.socket.write(head('POST', '/v1/session', MAX_STRANGER_BODY) + 'x'.repeat(15_000));
    await expect.poll(() => one.metrics.bodiesHeld).toBe(15_000);
    const second = await dial(port);
    second.socket.write(head('POST', '/v1/session', MAX_STRANGER_BODY) + 'x'.repeat(14_000));
    expect(await first.status()).toBe(429);
    expect(first.said()).toMatch(/retry-after: 1/i);
    await expect.poll(() => one.metrics.bodiesHeld).toBe(14_000);
    await demandTaken(address, key);
    second.socket.destroy();
    await expect.poll(() => one.metrics.bodiesHeld).toBe(0);
  });

  it.skipIf(process.platform !== 'linux')('of few strangers stop no sign-in, neither small nor large', async () => {
    const bodies = { strangers: 100_000, strangersPerAddress: 40_000 };
    const { one, port } = await listening({}, { bounds: { bodies } });
    await one.session('admin');
    const signIn = async (padding: number) => {
      const from = await dial(port, '127.0.0.99');
      const body = JSON.stringify({ name: 'person-1', password: 'a long enough passphrase' }) + ' '.repeat(padding);
      from.socket.write(head('POST', '/v1/session', body.length) + body);
      return from.status();
    };
    const usual = await signIn(0);
    expect(usual).toBeLessThan(300);
    const unfinished = async (from: string) => {
      const { socket } = await dial(port, from);
      socket.write(head('POST', '/v1/session', MAX_STRANGER_BODY) + 'x'.repeat(15_000));
    };
    // One address keeps to its share.
    for (let i = 0; i < 10; i++) await unfinished('127.0.0.1');
    await expect.poll(() => one.metrics.bodiesHeld).toBe(30_000);
    for (let i = 2; i < 12; i++) for (let k = 0; k < 3; k++) await unfinished(`127.0.0.${i}`);
    await expect.poll(() => one.metrics.bodiesHeld).toBe(90_000);
    for (const padding of [0, 1000, 1900, 12_000]) expect(await signIn(padding)).toBe(usual);
  });

  it('are given up when nothing comes: strangers after a time in all, known keys after a silence', async () => {
    const times = { silenceMs: 200, strangerMs: 100 };
    const { one, port } = await listening({}, { bounds: { times } });
    const key = await one.key('decisions:write');
    const silent = await dial(port);
    silent.socket.write(`${head('POST', DECISIONS, 1000, bearer(key))}{`);
    const trickle = await dial(port);
    trickle.socket.write('POST /v1/session HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n');
    const drip = setInterval(() => trickle.socket.write('1\r\n \r\n'), 20);
    expect(await trickle.status()).toBe(408);
    clearInterval(drip);
    expect(await silent.status()).toBe(408);
    expect(silent.said()).toContain('BODY_LATE');
    await Promise.all([silent.closed, trickle.closed]);
    expect(one.metrics.bodiesHeld).toBe(0);
  });

  it('with a key may be slow, as long as they come at a least rate', async () => {
    const { one, port } = await listening({}, { bounds: { times: { bodyMs: 100 } } });
    const headers = bearer(await one.key('decisions:write'));
    const send = async (piece: string, everyMs: number, most: number) => {
      const { socket, status, said } = await dial(port);
      socket.write(head('POST', DECISIONS, piece.length * most, headers));
      for (let sent = 0; sent < most && said() === ''; sent++) {
        socket.write(piece);
        await new Promise((done) => setTimeout(done, everyMs));
      }
      return { status: await status(), said };
    };
    // Far more than the least rate, for three times as long as a body has whatever its rate.
    expect((await send('x'.repeat(50_000), 30, 10)).status).toBe(200);
    const dripping = await send('x', 30, 1000);
    expect(dripping.status).toBe(408);
    // Node would answer without a code.
    expect(one.http.server.requestTimeout).toBe(REQUEST_TIMEOUT_MS);
    expect(REQUEST_TIMEOUT_MS).toBeGreaterThan(MAX_BODY_MS);
    expect(dripping.said()).toMatch(/BODY_LATE.*Send smaller batches/s);
  });

  it('do so by the size that a gzip claims: only what comes out counts', async () => {
    const { one } = await listening({}, { bounds: { bodies: { known: 100_000 } } });
    const lie = gzipSync('{"a":1}');
    lie.writeUInt32LE(60_000_000, lie.length - 4);
    const headers = { ...bearer(await one.key('decisions:write')), 'content-encoding': 'gzip' };
    const answer = await one.http.inject({ method: 'POST', url: DECISIONS, headers, payload: lie });
    expect(answer.json()).toMatchObject({ code: 'BODY_INVALID' });
    const bomb = gzipSync(Buffer.alloc(2_000_000));
    const url = '/v1/session';
    const stranger = await one.http.inject({
      method: 'POST',
      url,
      payload: bomb,
      headers: { 'content-encoding': 'gzip' },
    });
    expect(stranger.statusCode).toBe(413);
  });
});

describe('connections', () => {
  const sitting = async (n: number, port: number, from?: string) =>
    Promise.all(Array.from({ length: n }, () => dial(port, from)));
  const closedOf = (all: Awaited<ReturnType<typeof sitting>>): number =>
    all.filter(({ socket }) => socket.closed).length;
  const health = async ({ socket, status }: Awaited<ReturnType<typeof dial>>, headers = {}): Promise<number> => {
    socket.write(head('GET', '/healthz', 0, headers));
    return status();
  };

  it('of one address that show no key give way, the oldest first; those that showed one stay', async () => {
    const { one, address, port } = await listening({}, { bounds: { connections: { perAddress: 4, graceMs: 50 } } });
    const key = await one.key('decisions:write');
    const known = await dial(port);
    expect(await health(known, bearer(key))).toBe(200);
    const idle = await sitting(20, port);
    await expect.poll(() => closedOf(idle)).toBe(16);
    expect(known.socket.closed).toBe(false);
    await demandTaken(address, key);
    expect(one.metrics.print()).toMatch(/^tribune_http_connections_closed_total 1[67]$/m);
  });

  it.skipIf(process.platform !== 'linux')('in all are bounded, and whoever has a key gets in', async () => {
    const { one, address, port } = await listening({}, { bounds: { connections: { perAddress: 4, most: 10 } } });
    const key = await one.key('decisions:write');
    const idle: Awaited<ReturnType<typeof sitting>> = [];
    for (let i = 1; i <= 8; i++) idle.push(...(await sitting(4, port, `127.0.0.${i}`)));
    await expect.poll(() => closedOf(idle)).toBe(22);
    await demandTaken(address, key);
  });

  it('through a believed proxy are not counted to the proxy', async () => {
    const options = { trustProxy: '127.0.0.1', bounds: { connections: { perAddress: 4, graceMs: 50 } } };
    const { port } = await listening({}, options);
    const proxied = await sitting(4, port);
    for (const one of proxied) expect(await health(one, { 'x-forwarded-for': '192.0.2.1' })).toBe(200);
    const more = await sitting(4, port);
    for (const one of more) expect(await health(one)).toBe(200);
    expect(closedOf(proxied) + closedOf(more)).toBe(0);
  });

  /** As a sender does that keeps no connection: each request opens one, all before the service looks. How often came which answer. */
  async function burst(n: number, port: number, headers: Record<string, string>): Promise<Record<string, number>> {
    const body = '{"a":1}';
    const text = head('POST', DECISIONS, body.length, { ...headers, connection: 'close' }) + body;
    // In a thread of its own, so that the service has a burst to accept.
    const sender = new Worker(BURST, { eval: true, workerData: { n, port, text } });
    const [counts] = (await once(sender, 'message')) as [Record<string, number>];
    return counts;
  }

  it.each([65, 100, 500])(
    'with a key that come %i at once are all answered, through a proxy and without',
    async (n) => {
      const plain = await listening();
      expect(await burst(n, plain.port, bearer(await plain.one.key('decisions:write')))).toEqual({ 200: n });
      const proxied = await listening({}, { trustProxy: '127.0.0.1' });
      const headers = { ...bearer(await proxied.one.key('decisions:write')), 'x-forwarded-for': '192.0.2.1' };
      expect(await burst(n, proxied.port, headers)).toEqual({ 200: n });
      expect(plain.one.metrics.print()).toMatch(/^tribune_http_connections_closed_total 0$/m);
    },
  );

  it('with a key stay while strangers of the same address come again and again', async () => {
    const bounds = { connections: { perAddress: 4, most: 200, graceMs: 100 } };
    const { one, port } = await listening({}, { bounds });
    const headers = bearer(await one.key('decisions:write'));
    await sitting(300, port);
    const again = setInterval(() => void sitting(10, port).catch(() => undefined), 5);
    try {
      for (let i = 0; i < 10; i++) expect(await burst(20, port, headers)).toEqual({ 200: 20 });
    } finally {
      clearInterval(again);
    }
  });

  it('of a believed proxy are not counted to it before they speak', async () => {
    const options = { trustProxy: 'loopback', bounds: { connections: { perAddress: 4, graceMs: 20 } } };
    const { one, port } = await listening({}, options);
    const pool = await sitting(20, port);
    await new Promise((done) => setTimeout(done, 100));
    expect(closedOf(pool)).toBe(0);
    const headers = { ...bearer(await one.key('decisions:write')), 'x-forwarded-for': '192.0.2.1' };
    for (const each of pool) expect(await health(each, headers)).toBe(200);
  });

  it('that sit and say nothing do not hold up a stop', async () => {
    const { one, port } = await listening();
    const key = await one.key('decisions:write');
    const idle = await sitting(5, port);
    const half = await dial(port);
    half.socket.write('GET /healthz HTTP/1.1\r\nhost');
    const known = await dial(port);
    expect(await health(known, bearer(key))).toBe(200);
    await one.http.close();
    await Promise.all([...idle, half, known].map(({ closed }) => closed));
  });

  it('leave files for the database and the tiles', () => {
    expect([256, 400, 1024, 4096, 1_048_576].map(mostConnections)).toEqual([128, 200, 768, 3840, 10_000]);
  });
});

describe('passwords', () => {
  /** Counts, and answers when told to. */
  function gatedHasher() {
    const gates: (() => void)[] = [];
    const verify = (): Promise<boolean> => new Promise((done) => gates.push(() => done(false)));
    const hasher: PasswordHasher = { hash: async () => 'hash', verify };
    return { hasher, gates };
  }

  it('are checked two at a time, with a short line; the rest are told to come again', async () => {
    const { hasher, gates } = gatedHasher();
    const bounded = boundedHasher(hasher, { atOnce: 2, waiting: 3 });
    const results = Array.from({ length: 10 }, () => bounded.verify('hash', 'x').catch(({ code }) => code as string));
    const refused = (await Promise.all(results.slice(5))) as unknown[];
    expect(refused).toEqual(Array.from({ length: 5 }, () => 'SERVICE_BUSY'));
    for (let done = 0; done < 5; done++) {
      expect(gates.length).toBeLessThanOrEqual(2);
      gates.shift()!();
      await results[done];
    }
    expect(gates).toEqual([]);
    const later = bounded.verify('hash', 'x');
    gates.shift()!();
    expect(await later).toBe(false);
  });

  async function signInAtOnce(one: Rim, n: number, password: string) {
    const payload = { name: 'person-1', password };
    const answers = await Promise.all(
      Array.from({ length: n }, () => one.http.inject({ method: 'POST', url: '/v1/session', payload })),
    );
    for (const answer of answers.filter(({ statusCode }) => statusCode === 429)) {
      const { remedy } = answer.json() as { remedy: string };
      expect(answer.headers['retry-after']).toBe(/Try again in (\d+) s/.exec(remedy)?.[1]);
    }
    return answers.map(({ statusCode }) => statusCode);
  }

  it('tried a hundred at once count before they are judged', async () => {
    const one = await start();
    await one.session('admin');
    const wrong = await signInAtOnce(one, 100, 'not the right one');
    expect(wrong.filter((status) => status === 401)).toHaveLength(20);
    expect(wrong.filter((status) => status === 429)).toHaveLength(80);
  });

  it('that are right do not count', async () => {
    const one = await start();
    await one.session('admin');
    for (let i = 0; i < 3; i++) expect(await signInAtOnce(one, 15, 'a long enough passphrase')).not.toContain(429);
  });
});

describe('sign-ins under way at an identity provider', () => {
  it('of one address do not push out those of others', () => {
    const attempts = new LoginAttempts(() => 0);
    const departure = (next: string) => ({ attempt: {} as never, session: null, next });
    const honest = attempts.keep(departure('/mine'), '192.0.2.1');
    for (let i = 0; i < 20_000; i++) attempts.keep(departure('/theirs'), '198.51.100.7');
    expect(attempts.take(honest)?.next).toBe('/mine');
    expect(attempts.take(honest)).toBeNull();
  });
});
