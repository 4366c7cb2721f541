import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keysOnlyPolicy, parseVerifierKey, verifyLog, verifyReceipt } from '../../src/core/ledger/index.js';
import { nodeCrypto } from '../support/ledger-crypto.js';
import { dataFolder, ndjson, realServer, record } from './support/real.js';

const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
let writer: string;
let reader: string;

beforeAll(async () => {
  real = await realServer(folder.dir);
  writer = await real.key('decisions:write', 'labels:write', 'attributes:write');
  reader = await real.key('decisions:read', 'ledger:read');
}, 60_000);
afterAll(async () => {
  await real.server.close();
  folder.remove();
});

const send = async (body: string, path = '/v1/decisions', headers: Record<string, string> = {}) => {
  const answer = await real.call(path, { key: writer, body, headers });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
};
const read = async (path: string, key = reader) => real.call(path, { key });

async function receiptOf(id: unknown): Promise<string> {
  await real.server.plane.deps.log.publish();
  const answer = await read(`/v1/decisions/${id}/receipt`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('text/plain');
  return answer.text();
}

describe('decisions over HTTP and PostgreSQL', () => {
  it('come as one object, an array or NDJSON', async () => {
    const json = { 'content-type': 'application/json' };
    expect((await send(JSON.stringify(record()), undefined, json)).body.accepted).toBe(1);
    expect((await send(JSON.stringify([record(), record()]), undefined, json)).body.accepted).toBe(2);
    expect((await send(ndjson(record(), record(), record()))).body.accepted).toBe(3);
  });

  it('are judged one by one: a broken line costs nobody else', async () => {
    const { status, body } = await send(`${ndjson(record())}{"cut": \n${ndjson(record({ outcome: 2 }), record())}`);
    expect(status).toBe(200);
    expect(body.accepted).toBe(2);
    expect((body.rejected as { line: number }[]).map(({ line }) => line)).toEqual([2, 3]);
  });

  it('that come again are duplicates, and with other content conflicts that stay visible', async () => {
    const one = record();
    await send(ndjson(one));
    expect((await send(ndjson(one))).body).toMatchObject({ accepted: 0, duplicates: 1 });
    const { body } = await send(ndjson({ ...one, outcome: 0 }));
    expect(body.conflicts).toEqual([{ line: 1, id: one.id }]);
    const events = (await (await read('/v1/integrity-events')).json()) as { events: { decision: string }[] };
    expect(events.events.map(({ decision }) => decision)).toContain(one.id);
    const view = (await (await read(`/v1/decisions/${one.id}`)).json()) as { outcome: number };
    expect(view.outcome).toBe(1);
  });

  it('under the same idempotency key get the first answer again, and other bodies 422', async () => {
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const body = ndjson(record());
    const first = await send(body, undefined, headers);
    const again = await send(body, undefined, headers);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect((await send(ndjson(record()), undefined, headers)).status).toBe(422);
  });

  it('are read back without attributes unless the key may see them', async () => {
    const one = record({ attributes: { race: 'Caucasian' } });
    await send(ndjson(one));
    const plain = (await (await read(`/v1/decisions/${one.id}`)).json()) as Record<string, unknown>;
    expect(plain).toMatchObject({ id: one.id, score: 0.7, logged: { log: 'main', erased: false } });
    expect(JSON.stringify(plain)).not.toContain('Caucasian');
    const seeing = await real.key('decisions:read', 'attributes:read');
    const whole = (await (await read(`/v1/decisions/${one.id}`, seeing)).json()) as Record<string, unknown>;
    expect(whole.attributes).toEqual({ race: 'Caucasian' });
  });

  it('get labels and attributes later', async () => {
    const one = record();
    await send(ndjson(one));
    const label = { decision: one.id, label: 1, knownAt: '2026-11-22T12:00:00Z' };
    expect((await send(ndjson(label), '/v1/labels')).body.accepted).toBe(1);
    const attributes = { decision: one.id, attributes: { sex: 'Male' } };
    expect((await send(ndjson(attributes), '/v1/attributes')).body.accepted).toBe(1);
    const seeing = await real.key('decisions:read', 'attributes:read');
    const view = (await (await read(`/v1/decisions/${one.id}`, seeing)).json()) as Record<string, unknown>;
    expect(view.attributes).toEqual({ sex: 'Male' });
    expect((view.logged as { labels: object[] }).labels).toMatchObject([{ label: 1 }]);
  });

  it('that are unknown are 404', async () => {
    for (const path of ['', '/receipt', '/opening']) {
      expect((await read(`/v1/decisions/${crypto.randomUUID()}${path}`)).status).toBe(404);
      expect((await read(`/v1/decisions/nonsense${path}`)).status).toBe(404);
    }
  });
});

describe('proofs', () => {
  it('verify offline: the receipt is in the log and the opening is what was logged', async () => {
    const one = record({ attributes: { race: 'Caucasian' } });
    const sent = ndjson(one).trim();
    await send(sent);
    const receipt = await receiptOf(one.id);
    const opening = await (await read(`/v1/decisions/${one.id}/opening`)).text();
    const key = (await (await real.call('/ledger/main/key')).text()).trim();
    const policy = keysOnlyPolicy([parseVerifierKey(key)]);
    const result = await verifyReceipt({ receipt, opening, trust: policy, crypto: nodeCrypto });
    expect([result.inLog, result.content]).toEqual(['unwitnessed', 'verified']);
    const { parts } = JSON.parse(opening) as { parts: Record<string, { content: string }> };
    expect(Object.keys(parts)).toEqual(['payload']);
  });

  it('verify over the whole log as it is served', async () => {
    await real.server.plane.deps.log.publish();
    const key = (await (await real.call('/ledger/main/key')).text()).trim();
    const files = async (path: string) => {
      const answer = await read(`/ledger/main/${path}`);
      return answer.status === 404 ? null : new Uint8Array(await answer.arrayBuffer());
    };
    const result = await verifyLog({
      read: files,
      trust: keysOnlyPolicy([parseVerifierKey(key)]),
      crypto: nodeCrypto,
    });
    expect(result.overall).toBe('unwitnessed');
  });

  it('of a changed opening fail', async () => {
    const one = record();
    await send(ndjson(one));
    const receipt = await receiptOf(one.id);
    const text = await (await read(`/v1/decisions/${one.id}/opening`)).text();
    const opening = JSON.parse(text) as { parts: { payload: { content: string } } };
    const payload = Buffer.from(opening.parts.payload.content, 'base64').toString().replace('0.7', '0.1');
    opening.parts.payload.content = Buffer.from(payload).toString('base64');
    const key = (await (await real.call('/ledger/main/key')).text()).trim();
    const policy = keysOnlyPolicy([parseVerifierKey(key)]);
    const result = await verifyReceipt({
      receipt,
      opening: JSON.stringify(opening),
      trust: policy,
      crypto: nodeCrypto,
    });
    expect([result.inLog, result.content]).toEqual(['unwitnessed', 'failed']);
  });
});

describe('the person', () => {
  it('can be exported, held, erased; the log verifies on and the receipt stays true', async () => {
    const one = record({ subject: 'case-erase-me' });
    await send(ndjson(one));
    const receipt = await receiptOf(one.id);
    const legal = await real.key('subjects:export', 'subjects:erase');
    const json = { 'content-type': 'application/json' };
    const post = (path: string, body: object) =>
      real.call(path, { key: legal, body: JSON.stringify(body), headers: json });
    const subject = 'case-erase-me';
    const whole = (await (await post('/v1/subjects/export', { subject })).json()) as { decisions: { id: string }[] };
    expect(whole.decisions.map(({ id }) => id)).toEqual([one.id]);
    const hold = { subject, owner: 'counsel', reason: 'case 12', reviewAt: '2027-01-01T00:00:00Z' };
    const held = (await (await post('/v1/holds', hold)).json()) as { id: string };
    expect((await post('/v1/erasures', { subject, basis: 'GDPR 17(1)(a)' })).status).toBe(409);
    expect((await real.call(`/v1/holds/${held.id}`, { key: legal, method: 'DELETE' })).status).toBe(200);
    const erased = await post('/v1/erasures', { subject, basis: 'GDPR 17(1)(a)' });
    expect(erased.status).toBe(202);
    expect(await erased.json()).toMatchObject({ status: 'pending', records: 1 });
    const view = (await (await read(`/v1/decisions/${one.id}`)).json()) as { logged: { erased: boolean } };
    expect(view.logged.erased).toBe(true);
    expect((await read(`/v1/decisions/${one.id}/opening`)).status).toBe(404);
    expect(await receiptOf(one.id)).toContain(receipt.split('\n')[1]!);
  });
});

describe('operation', () => {
  it('shows its counters', async () => {
    const text = await (await real.call('/metrics')).text();
    expect(text).toMatch(/^tribune_records_accepted_total \d+$/m);
    expect(text).toMatch(/^tribune_log_entries\{log="main"\} \d+$/m);
    for (const line of text.trim().split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE) |[a-z0-9_]+(\{[^}]*\})? -?[\d.e+-]+$)/);
  });

  it('logs nothing of the people it decides about', () => {
    const all = real.lines.join('');
    expect(all.length).toBeGreaterThan(0);
    expect(all).not.toMatch(/case-|Caucasian|priors_count|0193f7c2/);
    for (const key of [writer, reader]) expect(all).not.toContain(key.slice(4));
  });

  it('loses nothing when it is told to stop under load, and refuses afterwards', async () => {
    const other = dataFolder();
    const one = await realServer(other.dir);
    const key = await one.key('decisions:write', 'decisions:read');
    const sent = Array.from({ length: 40 }, () => Array.from({ length: 50 }, () => record()));
    const answers = Promise.all(
      sent.map(async (records) => {
        const answer = await one.call('/v1/decisions', { key, body: ndjson(...records) }).catch(() => null);
        return answer?.status === 200 ? ((await answer.json()) as { accepted: number }).accepted : 0;
      }),
    );
    await new Promise((done) => setImmediate(done));
    await one.server.close();
    const acknowledged = (await answers).reduce((a, b) => a + b, 0);
    const again = await realServer(other.dir);
    const { size } = await again.server.plane.store.decisions.size('main');
    let found = 0;
    for (const batch of await again.server.plane.store.decisions.readFrom('main', 0, 1000)) {
      if (batch.kind === 'decision') found += batch.n;
    }
    expect(found).toBeGreaterThanOrEqual(acknowledged);
    expect(again.server.plane.deps.log.checkpoint('main')?.size).toBe(size);
    await again.server.close();
    other.remove();
  });
});
