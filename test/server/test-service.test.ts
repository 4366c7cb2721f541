import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startTestService, type TestService } from '../../src/apps/testing/index.js';
import { REGISTRY, record } from './support/real.js';

const HOUR_MS = 3_600_000;
const NOON = Date.UTC(2026, 10, 22, 12);
const folder = mkdtempSync(join(tmpdir(), 'tribune-test-'));

const call = (service: TestService, path: string, key: string, body?: object) =>
  fetch(`${service.url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

describe('the service that a program is tested against', () => {
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('takes decisions, moves its time, and goes on in its folder', async () => {
    const service = await startTestService({ registry: REGISTRY, startMs: NOON, folder });
    const sent = record({ decidedAt: '2026-11-22T12:00:00Z' });
    expect(await (await call(service, '/v1/decisions', service.keys.write, sent)).json()).toMatchObject({
      accepted: 1,
    });
    expect((await call(service, '/v1/decisions', service.keys.read, sent)).status).toBe(403);
    expect((await call(service, `/v1/decisions/${sent.id}`, service.keys.write)).status).toBe(403);
    const onlyAudits = await service.key('audit:read');
    expect((await call(service, `/v1/decisions/${sent.id}`, onlyAudits)).status).toBe(403);
    await service.clock.advance(HOUR_MS);
    expect(service.clock.nowMs()).toBeGreaterThanOrEqual(NOON + HOUR_MS);
    const later = record({ decidedAt: '2026-11-22T12:59:00Z' });
    expect(await (await call(service, '/v1/decisions', service.keys.write, later)).json()).toMatchObject({
      accepted: 1,
    });
    await service.stop();

    const again = await startTestService({ startMs: NOON + 2 * HOUR_MS, folder });
    for (const { id } of [sent, later]) {
      const read = await call(again, `/v1/decisions/${id}`, again.keys.read);
      expect(await read.json()).toMatchObject({ id, outcome: 1 });
    }
    await again.stop();
    expect(existsSync(join(folder, 'data'))).toBe(true);
  }, 180_000);

  it('says what is wrong with a registry, and leaves nothing running', async () => {
    const wrong = startTestService({ registry: { models: [{ id: 'm', system: 'nowhere' }] } });
    await expect(wrong).rejects.toMatchObject({
      code: 'REGISTRY_INVALID',
      message: expect.stringContaining('nowhere'),
    });
  }, 120_000);
});
