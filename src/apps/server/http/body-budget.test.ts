import fastify from 'fastify';
import { expect, it } from 'vitest';
import { ANONYMOUS, type Caller } from '../../../domain/identity/index.js';
import { boundBodies } from './body-budget.js';
import type { HttpMetrics } from './metrics.js';

it('what people with a notice send takes nothing of what senders with a key may hold, and one notice no more than its share', async () => {
  const app = fastify();
  const metrics = { bodiesHeld: 0 } as HttpMetrics;
  const callers: Readonly<Record<string, Caller>> = {
    ada: { kind: 'subject', id: 'notice-1' },
    bob: { kind: 'subject', id: 'notice-2' },
    key: { kind: 'key', id: 'key' } as unknown as Caller,
  };
  let go = (): void => undefined;
  const gate = new Promise<void>((done) => {
    go = done;
  });
  app.decorateRequest('caller', null as never);
  app.addHook('onRequest', async (request) => {
    request.caller = callers[String(request.headers.from)] ?? ANONYMOUS;
  });
  boundBodies(app, metrics, { known: 50_000, people: 90_000, perNotice: 40_000 });
  app.post('/', async (request) => {
    request.hold(30_000);
    await gate;
    return 'held';
  });
  const send = async (from: string) => (await app.inject({ method: 'POST', url: '/', headers: { from } })).statusCode;
  const held = [send('ada'), send('bob'), send('key')];
  await expect.poll(() => metrics.bodiesHeld).toBe(90_000);
  expect(await send('ada')).not.toBe(200);
  go();
  expect(await Promise.all(held)).toEqual([200, 200, 200]);
  expect(metrics.bodiesHeld).toBe(0);
  await app.close();
});
