import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PostgresPendingInferenceStore } from '../../src/adapters/postgres/intake/pending-inference-store.js';
import { nodeRuntime } from '../../src/adapters/runtime/node-runtime.js';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import { dataFolder, realServer } from '../server/support/real.js';
import { ceHeaders, MAPPING, v1Request, v1Response } from './support/events.js';

type Real = Awaited<ReturnType<typeof realServer>>;

const FIRST_ID = 'ccdd8c93-77f2-574e-89a6-8f49d0a15f9c';

/** Real HTTP, real PostgreSQL; the service is stopped and started again between the halves. */
describe('halves of inferences in PostgreSQL', () => {
  const folder = dataFolder();
  let real: Real;
  let key: string;
  const start = async (): Promise<void> => {
    real = await realServer(folder.dir);
    key = await real.key('decisions:write', 'decisions:read', 'attributes:read');
  };
  const send = async (part: 'request' | 'response', body: unknown, id = 'e-1') => {
    const answer = await real.call('/v1/ingest/kserve', {
      key,
      headers: ceHeaders(part, id),
      body: JSON.stringify(body),
    });
    return (await answer.json()) as Record<string, unknown>;
  };
  beforeAll(async () => {
    await start();
    await applyDocument({ mappings: [MAPPING] }, 'test', real.server.plane.deps);
  }, 60_000);
  afterAll(async () => {
    await real.server.close();
    folder.remove();
  });

  it('outlive a stop between request and response', async () => {
    expect(await send('request', v1Request)).toEqual({ status: 'waiting' });
    await real.server.close();
    await start();
    expect(await send('response', v1Response)).toMatchObject({ status: 'paired', accepted: 2, rejected: [] });
    const decision = await real.call(`/v1/decisions/${FIRST_ID}`, { key });
    expect(await decision.json()).toMatchObject({ subject: 'c-1', score: 0.7, outcome: 1, attributes: { race: 'a' } });
  }, 60_000);

  it('give duplicates, not conflicts, when a whole inference is sent again', async () => {
    await send('response', v1Response);
    expect(await send('request', v1Request)).toMatchObject({
      status: 'paired',
      accepted: 0,
      duplicates: 2,
      conflicts: [],
    });
  });

  it('stay readable when the key epoch turns between request and response', async () => {
    await send('request', v1Request, 'e-2');
    await real.server.plane.deps.subjects.turnEpoch();
    expect(await send('response', v1Response, 'e-2')).toMatchObject({ status: 'paired', accepted: 2 });
  });

  it('hold nothing in the clear, and a copy of the row does not open once its epoch is over', async () => {
    await send('request', v1Request, 'e-3');
    const { store } = real.server.plane;
    const [row] = await store.sql.query<{ sealed: Buffer; epoch: number }>(
      "select * from intake_half where event = 'e-3'",
    );
    expect(row!.sealed.toString('latin1')).not.toContain('c-1');
    await real.server.plane.deps.subjects.turnEpoch();
    await store.sql.query("update intake_half set sealed = $1, epoch = $2 where event = 'e-3'", [
      row!.sealed,
      row!.epoch,
    ]);
    const pendingInferences = new PostgresPendingInferenceStore(store.sql, {
      keyring: store.keyring,
      runtime: nodeRuntime,
    });
    await expect(pendingInferences.find({ deployment: 'compas/prod', event: 'e-3' }, 'request')).rejects.toMatchObject({
      code: 'KEY_MISSING',
    });
    await store.sql.query("delete from intake_half where event = 'e-3'");
  });

  it('leave no personal data in the log', () => {
    expect(real.lines.join('\n')).not.toMatch(/\b(c-1|c-2|e-1)\b/);
  });

  it('refuse a mapping for a deployment that nobody registered', async () => {
    const lost = [{ ...MAPPING, deployment: 'lost/prod' }];
    const apply = applyDocument({ mappings: lost }, 'test', real.server.plane.deps);
    await expect(apply).rejects.toMatchObject({ code: 'REGISTRY_INVALID', message: /unknown deployment lost\/prod/ });
  });

  it('say with its place what is wrong with a mapping', async () => {
    const wrong = [{ ...MAPPING, score: 'scores:p', outcome: { over: 1 } }];
    const apply = applyDocument({ mappings: wrong }, 'test', real.server.plane.deps);
    await expect(apply).rejects.toThrow(/mappings\[0\]\.score: no source.*mappings\[0\]\.outcome: expected a source/);
  });

  it('change nothing when the same mappings are applied again', async () => {
    expect(await applyDocument({ mappings: [MAPPING] }, 'test', real.server.plane.deps)).toEqual([]);
  });
});
