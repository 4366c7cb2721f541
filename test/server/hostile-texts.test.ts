import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { RouteDeclaration } from '../../src/apps/server/http/route.js';
import { brokenTextIn } from '../../src/apps/server/http/whole-text.js';
import { BROKEN_TEXTS, EDGE_TEXTS, wholeText } from '../support/generators/texts.js';
import { OPERATIONS } from './support/declared.js';
import { dataFolder, realServer } from './support/real.js';

type Real = Awaited<ReturnType<typeof realServer>>;
const folder = dataFolder();
let real: Real;
let people: Record<'admin' | 'legal', string>;

beforeAll(async () => {
  real = await realServer(folder.dir);
  const { accounts } = real.server.plane.deps.identity;
  const made = async (role: 'admin' | 'legal') =>
    (await accounts.create({ name: `one-${role}`, password: 'a long enough passphrase', roles: [role] }, 'test')).id;
  people = { admin: await made('admin'), legal: await made('legal') };
}, 60_000);
afterAll(async () => {
  await real.server.close();
  folder.remove();
});

interface Schema {
  readonly type?: string;
  readonly properties?: Record<string, Schema>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly format?: string;
  readonly pattern?: string;
}

/** A value that a schema takes, or nearly; every field is there, so that every text is reached. */
function sample(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.anyOf !== undefined) return sample(schema.anyOf[0]!);
  if (schema.type === 'string') return schema.format === 'date-time' ? '2027-11-22T10:00:00Z' : 'some-text-for-it';
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1;
  if (schema.type === 'boolean') return true;
  if (schema.type === 'array') return schema.items === undefined ? [] : [sample(schema.items)];
  const fields = Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, sample(inner)]);
  return Object.fromEntries(fields);
}

/** The same value once for each text in it, with another text there. */
function* withText(value: unknown, text: string): Generator<unknown> {
  if (typeof value === 'string') yield text;
  else if (Array.isArray(value)) {
    for (const [i, inner] of value.entries()) for (const one of withText(inner, text)) yield value.with(i, one);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value))
      for (const one of withText(inner, text)) yield { ...value, [key]: one };
    yield { ...value, [text]: 1 };
  }
}

const bodyOf = ({ body }: RouteDeclaration): unknown =>
  body === undefined
    ? null
    : sample(z.toJSONSchema(body.schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as Schema);

/** Batches and inferences answer for each record; readers of their own are held to the same texts by their own suites. */
const BY_RECORD = /^\/v1\/(decisions|labels|attributes|logs|otlp|kserve|ingest)|^\/$/;
const REGISTRY_BODY = {
  systems: [{ id: 'hostile', purpose: 'p', domain: 'd', jurisdictions: ['EU'], favourableOutcome: 1, owner: 'o' }],
  models: [{ id: 'hostile', system: 'hostile', description: 'd' }],
  versions: [{ model: 'hostile', digest: `sha256:${'2'.repeat(64)}`, label: 'l' }],
  retention: { default: ['x'], classes: [{ id: 'x', keep: '90 days', basis: 'ours', source: 's' }] },
  mappings: [{ deployment: 'compas/prod', model: 'm' }],
};
const withBody = OPERATIONS.filter(
  ({ method, path }) => (method === 'POST' || method === 'PATCH') && !BY_RECORD.test(path),
)
  .map((one) => ({ ...one, sent: one.path === '/v1/registry' ? REGISTRY_BODY : bodyOf(one) }))
  .filter(({ sent }) => sent !== null);

const UUID = '0193f7c2-6a55-7d1e-9f10-3c2b1a000001';
const address = (path: string, id: string): string =>
  path
    .replace(':log', 'main')
    .replace(/:[a-z]+/g, id)
    .replace('*', '0/000');

/** As a key that may everything, and as people, whose routes take no key. */
async function ask({ method, path }: Pick<RouteDeclaration, 'method' | 'path'>, id: string, body?: unknown) {
  const { sessions } = real.server.plane.deps.identity;
  const answers: { status: number; code: string }[] = [];
  const as = [{ authorization: `Bearer ${real.server.localKey}` }] as Record<string, string>[];
  for (const person of [people.admin, people.legal]) {
    const token = await sessions.begin(person, { method: 'password' });
    as.push({ cookie: `__Host-tribune=${token}`, 'sec-fetch-site': 'same-origin' });
  }
  for (const headers of as) {
    const answer = await real.call(address(path, id), {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    answers.push({ status: answer.status, code: /"code":"(\w+)"/.exec(text)?.[1] ?? '' });
  }
  return answers;
}

/** For their form and permission a request may be refused before a text is looked at; a fault it is never. */
const REFUSED = new Set([400, 401, 403, 404, 409, 413, 415, 422, 429]);

describe('a text that no store can keep', () => {
  it('has bodies to stand in', () => {
    expect(withBody.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        '/v1/session',
        '/v1/holds',
        '/v1/erasures',
        '/v1/registry',
        '/v1/accounts',
        '/v1/keys',
        '/v1/audits',
      ]),
    );
  });

  it.each(withBody.map((one) => [`${one.method} ${one.path}`, one] as const))(
    'is refused wherever it stands in the body of %s',
    async (name, one) => {
      for (const text of BROKEN_TEXTS) {
        for (const body of withText(one.sent, text)) {
          for (const { status, code } of await ask(one, UUID, body)) {
            expect(REFUSED.has(status), `${name} ${JSON.stringify(body).slice(0, 200)}: ${status} ${code}`).toBe(true);
          }
        }
      }
    },
    120_000,
  );

  it.each(
    OPERATIONS.filter(({ path }) => /:(?!log)/.test(path)).map((one) => [`${one.method} ${one.path}`, one] as const),
  )(
    'is refused in the address of %s, as are ids of no form',
    async (name, one) => {
      const ids = [
        '0',
        '%00',
        'a%00b',
        '%ED%A0%80',
        '%FF',
        '%25',
        '%F0%9F%98%80',
        "'",
        'null',
        '-1',
        'x'.repeat(150),
        `${UUID}0`,
        `${UUID.slice(0, -1)}g`,
      ];
      const body = withBody.find(({ method, path }) => method === one.method && path === one.path)?.sent;
      for (const id of ids) {
        for (const { status, code } of await ask(one, id, body)) {
          expect(REFUSED.has(status) || status === 405, `${name} ${id}: ${status} ${code}`).toBe(true);
        }
      }
    },
    120_000,
  );

  it('is told by name and place, to a stranger at the sign-in too', async () => {
    const body = JSON.stringify({ name: 'a\0b', password: 'x' });
    const answer = await real.call('/v1/session', { body, headers: { 'content-type': 'application/json' } });
    expect(await answer.json()).toMatchObject({ code: 'BODY_INVALID', message: 'name: holds the character NUL' });
    const half = { systems: [{ ...REGISTRY_BODY.systems[0], purpose: 'x\ud800' }] };
    const registry = await real.call('/v1/registry', { key: real.server.localKey, body: JSON.stringify(half) });
    expect(await registry.json()).toMatchObject({
      code: 'REGISTRY_INVALID',
      message: 'systems.0.purpose: holds half of a character (a lone surrogate)',
    });
  });
});

describe('a text of whole characters', () => {
  it.each(withBody.map((one) => [`${one.method} ${one.path}`, one] as const))(
    'is no fault wherever it stands in the body of %s',
    async (name, one) => {
      for (const text of EDGE_TEXTS.filter((_, i) => i % 4 === 0)) {
        for (const body of withText(one.sent, text)) {
          for (const { status, code } of await ask(one, UUID, body)) {
            expect(status, `${name} ${JSON.stringify(body).slice(0, 200)}: ${code}`).toBeLessThan(500);
          }
        }
      }
    },
    240_000,
  );
});

describe('looking for broken texts', () => {
  it('finds none in whole texts and any that is put into them', () => {
    const json = fc.jsonValue({ stringUnit: 'grapheme' });
    fc.assert(
      fc.property(wholeText, json, fc.constantFrom(...BROKEN_TEXTS), (text, value, broken) => {
        const whole = { a: [{ b: text }], c: JSON.parse(JSON.stringify(value).replaceAll('\\u0000', '')) as unknown };
        expect(brokenTextIn(whole)).toBeNull();
        for (const one of withText({ a: [{ b: text }] }, `${text}${broken}`)) expect(brokenTextIn(one)).not.toBeNull();
      }),
      { numRuns: 500, seed: 12 },
    );
  });
});
