import { createHmac } from 'node:crypto';
import { expect } from 'vitest';
import type { realServer } from './real.js';
import { Visitor } from './visitor.js';

type Json = Record<string, unknown>;

interface World {
  readonly real: Awaited<ReturnType<typeof realServer>>;
  readonly keys: { readonly sender: string };
  readonly api: (key: string, path: string, body?: object) => Promise<{ status: number; body: Json }>;
  readonly decided: () => Promise<string>;
  /** Secret of the product that signs links. */
  readonly secret: string;
  /** Time of the service. */
  readonly nowMs: () => number;
}

/** Links that the product of the deployer signed, from what is refused to a second browser; see notices.test.ts. */
export async function opensBySignedLink({ real, keys, api, decided, secret, nowMs }: World): Promise<void> {
  const link = (payload: object, signedWith = secret): string => {
    const written = Buffer.from(JSON.stringify(payload)).toString('base64url');
    const mac = createHmac('sha256', signedWith).update(`tribune.appeal-link/v1.${written}`).digest('base64url');
    return `${written}.${mac}`;
  };
  const inMinutes = (n: number): string => new Date(nowMs() + n * 60_000).toISOString();
  const right = { id: crypto.randomUUID(), decision: await decided(), until: inMinutes(30), language: 'de' };
  const code = link(right);
  const wrong = new Visitor(() => real.server.url);
  const unknown = link({ ...right, id: crypto.randomUUID(), decision: crypto.randomUUID() });
  for (const one of [unknown, code.slice(0, -1), link(right, 'another secret, which is as long as ours')])
    expect((await wrong.post('/notice/open', { code: one })).status, one).toBeOneOf([404, 429]);
  expect(wrong.cookie).toBe('');
  const person = new Visitor(() => real.server.url);
  expect((await person.get(`/notice?link=${code}`)).text).toContain(`value="${code}"`);
  const opened = await person.post('/notice/open', { code });
  expect(opened.status).toBe(200);
  expect((await person.get('/notice/decision')).text).toContain('<html lang="de"');
  expect((await new Visitor(() => real.server.url).post('/notice/open', { code })).status).toBeOneOf([404, 429]);
  expect((await api(keys.sender, `/v1/notices/${right.id}`)).body).toMatchObject({ madeBy: 'signed-link' });
  // Pressed again in the same browser it leads to the pages that are open there.
  expect((await person.post('/notice/open', { code })).headers.get('location')).toBe('/notice/decision');
  const other = link({ ...right, id: crypto.randomUUID().toUpperCase() });
  const twice = [person, new Visitor(() => real.server.url)];
  const both = await Promise.all(twice.map((one) => one.post('/notice/open', { code: other })));
  expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
  // Whoever comes back by another link finds what they wrote, in the one notice that there is.
  const later = new Visitor(() => real.server.url);
  await person.post('/notice/contest', { statement: 'Half a sentence', revision: '0', what: 'save' });
  expect((await later.post('/notice/open', { code: link({ ...right, id: crypto.randomUUID() }) })).status).toBe(200);
  expect((await later.get('/notice/contest')).text).toContain('Half a sentence');
  const { links } = (await api(keys.sender, `/v1/notices/${right.id}`)).body as { links: Json[] };
  expect(links.filter(({ by }) => by === 'signed-link').length).toBeGreaterThan(3);
}
