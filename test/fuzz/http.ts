import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect } from 'vitest';
import { ERROR_CODES } from '../../src/core/base/errors.js';
import { parseTilePath, tilePath } from '../../src/core/ledger/index.js';
import { rim } from '../server/support/rim.js';
import { damaged, jsonText } from './json-text.js';
import { type Target, target } from './targets.js';

type Rim = Awaited<ReturnType<typeof rim>>;

const SCOPES = [
  'decisions:write',
  'labels:write',
  'attributes:write',
  'decisions:read',
  'ledger:read',
  'registry:write',
] as const;
interface Shared {
  readonly one: Rim;
  readonly key: string;
  readonly port: number;
}
let made: Promise<Shared> | null = null;
const shared = (): Promise<Shared> => {
  made ??= rim().then(async (one) => {
    const address = await one.http.listen({ host: '127.0.0.1', port: 0 });
    return { one, key: await one.key(...SCOPES), port: Number(new URL(address).port) };
  });
  return made;
};

const WAYS_OUT = [
  '..',
  '.',
  '%2e%2e',
  '%252e%252e',
  '%2f',
  '%5c',
  '\\',
  '%00',
  'etc',
  'passwd',
  'keys',
  'keyring.json',
  '//',
  '',
];
const TILES = [
  'tile',
  'entries',
  '0',
  '1',
  '63',
  '64',
  '000',
  'x001',
  '067',
  '067.p',
  '1',
  '255',
  '256',
  'checkpoint',
  'main',
  'reads',
  'key',
];
const path = fc
  .array(fc.oneof(fc.constantFrom(...TILES), fc.constantFrom(...WAYS_OUT), fc.webSegment({ size: 'small' })), {
    maxLength: 7,
  })
  .map((parts) => parts.join('/'));
const ledgerUrl = fc
  .tuple(fc.constantFrom('/ledger/main/', '/ledger/main/tile/', '/ledger/', '/', '/ledger/..%2f'), path)
  .map(([start, rest]) => start + rest);

/** Nothing but a path of the log ever reaches the store. */
async function staysInTheLog(url: string): Promise<void> {
  const { one, key, port } = await shared();
  one.service.calls.length = 0;
  const status = await new Promise<number | undefined>((done, fail) => {
    // A real connection: other ways to send a request mend the path first.
    const asked = request({ port, path: url, headers: { authorization: `Bearer ${key}` } }, (answer) => {
      answer.resume().on('end', () => done(answer.statusCode));
    });
    asked.on('error', fail).end();
  });
  expect(status).toBeLessThan(500);
  for (const [name, log, file] of one.service.calls) {
    if (name !== 'ledgerFile') continue;
    expect(['main', 'reads']).toContain(log);
    if (file !== 'checkpoint') expect(tilePath(parseTilePath(String(file)))).toBe(file);
  }
}

const word = fc.oneof(
  fc.string({ maxLength: 10 }),
  fc.constantFrom('', '*', 'x'.repeat(9000), '%00', '-1', '1e9', '99999999999999999999'),
);
const type = fc.constantFrom(
  'application/json',
  'application/x-ndjson',
  'text/plain',
  'application/x-www-form-urlencoded',
  'application/x-protobuf',
  'multipart/form-data',
  'application/cloudevents+json',
  '',
);
const headers = fc.record(
  {
    'content-type': fc.oneof(type, word),
    'content-encoding': fc.oneof(fc.constantFrom('gzip', 'zstd', 'br', 'identity', 'gzip, gzip', 'GZIP'), word),
    'idempotency-key': word,
    'tribune-sequence': word,
    'tribune-purpose': word,
    cookie: fc.oneof(word, fc.constant('__Host-tribune=x'), fc.constant('__Host-tribune=%00; __proto__=1')),
    'x-forwarded-for': word,
    'sec-fetch-site': word,
    'ce-id': word,
    'ce-type': fc.constantFrom('org.kubeflow.serving.inference.request', 'x'),
    'if-none-match': word,
    range: word,
  },
  { requiredKeys: [] },
);
const text = jsonText.map((one) => new TextEncoder().encode(one));
const body = fc.oneof(
  damaged(text),
  fc.uint8Array({ maxLength: 40 }),
  damaged(text.map((one) => new Uint8Array(gzipSync(one)))),
);
const call = fc.record({ route: fc.nat(), headers, body, signed: fc.boolean(), fill: word });

/** Every route answers any request with its answer or one error of the table, never with a fault, and logs nothing of it. */
async function answersAnything(given: {
  route: number;
  headers: Record<string, string>;
  body: Uint8Array;
  signed: boolean;
  fill: string;
}): Promise<void> {
  const { one, key } = await shared();
  const [method, pattern] = one.routes[given.route % one.routes.length]!.split(' ') as ['GET' | 'POST', string];
  const url = pattern.replace(/:\w+|\*/g, () => encodeURIComponent(given.fill) || 'x');
  const own = Object.entries(given.headers).filter(([, value]) => /^[\x20-\x7e]*$/.test(value));
  one.lines.length = 0;
  one.service.calls.length = 0;
  const answer = await one.http.inject({
    method,
    url,
    remoteAddress: `10.0.${given.route % 200}.${given.body.length % 200}`,
    headers: { ...Object.fromEntries(own), ...(given.signed ? { authorization: `Bearer ${key}` } : {}) },
    ...(method === 'GET' ? {} : { payload: Buffer.from(given.body) }),
  });
  // The pages of people tell everything as a page.
  const isPage = url.startsWith('/notice') && String(answer.headers['content-type']).startsWith('text/html');
  if (isPage) expect(answer.body, `${method} ${url}`).toContain('</html>');
  if (answer.statusCode >= 400 && !isPage && !url.startsWith('/v1/logs')) {
    const error = answer.json() as { code: keyof typeof ERROR_CODES; message: string };
    // After a request that found the store away the service takes no work for a while, and says so in its own words.
    if (url === '/readyz' && answer.statusCode !== 401) {
      expect([answer.statusCode, answer.json()]).toEqual([503, { status: expect.any(String) }]);
      return;
    }
    // OFREP has errors of its own for a flag; what is wrong with a request is told as everywhere.
    if (url.startsWith('/ofrep/') && error.code === undefined) {
      expect(['FLAG_NOT_FOUND', 'GENERAL', 'INVALID_CONTEXT', 'PARSE_ERROR']).toContain(answer.json().errorCode);
      return;
    }
    expect(Object.keys(ERROR_CODES), `${method} ${url}`).toContain(error.code);
    expect(error.code, `${method} ${url}`).not.toBe('INTERNAL');
    expect(error.message.length).toBeLessThan(3000);
  }
  expect(answer.statusCode, `${method} ${url}`).not.toBe(500);
  expect(one.lines.join('')).not.toContain('Bearer');
}

export const httpTargets: Target[] = [
  target('ledger paths over HTTP', ledgerUrl, staysInTheLog),
  {
    ...target('every route over HTTP', call, answersAnything),
    close: async () => void (await (await made)?.one.http.close()),
  },
];
