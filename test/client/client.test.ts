import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDecisionClient } from '../../src/apps/client/client.js';
import { DecisionLogError } from '../../src/apps/client/errors.js';
import type { ClientOptions, DecisionClient, DecisionRecord, Outcome } from '../../src/apps/client/types.js';
import { FakeService } from './support/fake-service.js';

let service: FakeService;
beforeEach(async () => {
  service = new FakeService();
  await service.start();
});
afterEach(() => service.stop());

const decision = (n: number, more: Partial<DecisionRecord> = {}): DecisionRecord => ({
  id: `0193f7c2-6a55-7d1e-9f10-${String(n).padStart(12, '0')}`,
  deployment: 'lending/prod',
  subject: `case-${n}`,
  decidedAt: '2026-11-22T10:00:00.000Z',
  outcome: 1,
  ...more,
});

const clientOf = (options: Partial<ClientOptions> = {}): DecisionClient =>
  createDecisionClient({
    url: service.url,
    key: 'trb_secret',
    batchWaitMs: 1,
    retryBaseMs: 1,
    retryCapMs: 4,
    ...options,
  });

const reasonOf = (promise: Promise<unknown>): Promise<DecisionLogError> =>
  promise.then(
    () => Promise.reject(new Error('it resolved')),
    (error) => error as DecisionLogError,
  );

describe('a well-behaved service', () => {
  it('stores a record, and log resolves with its id', async () => {
    const client = clientOf();
    expect(await client.log(decision(1))).toEqual({ id: decision(1).id, status: 'accepted' });
    expect([...service.stored.keys()]).toEqual([decision(1).id]);
    expect(service.received[0]).toMatchObject({ path: '/v1/decisions', authorization: 'Bearer trb_secret' });
    await client.close();
  });

  it('gives a record without id, time and route a UUID of version 7, the present and automatic', async () => {
    const client = clientOf();
    const { id } = await client.log({ deployment: 'lending/prod', subject: 's', outcome: 0 });
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const sent = JSON.parse(service.stored.get(id)!) as DecisionRecord;
    expect(sent).toMatchObject({ id, route: 'automatic' });
    expect(Math.abs(Date.parse(sent.decidedAt!) - Date.now())).toBeLessThan(60_000);
    await client.close();
  });

  it('sends amounts, levels, stages and decisions that were not made as they were given', async () => {
    const client = clientOf({ batchWaitMs: 5 });
    const typed: Partial<DecisionRecord>[] = [
      { outcome: 1250.5, unit: 'USD' },
      { outcome: 0.1 },
      { outcome: 87_960_930_222.07 },
      { outcome: 'B' },
      { outcome: null },
      { outcome: 1, stage: 'interview', case: 'vacancy-4' },
    ];
    await Promise.all(typed.map((more, n) => client.log(decision(n, more))));
    const sent = typed.map((_, n) => service.stored.get(decision(n).id!)!);
    typed.forEach((more, n) => {
      expect(JSON.parse(sent[n]!)).toMatchObject(more);
    });
    expect(sent[2]).toContain('"outcome":87960930222.07,');
    // The service of this test keeps labels and decisions in one place, by id.
    await client.label({ decision: decision(99).id!, label: 990.25, unit: 'USD' });
    expect(JSON.parse(service.stored.get(decision(99).id!)!)).toMatchObject({ label: 990.25, unit: 'USD' });
    await client.close();
  });

  it('sends records that come together in one request', async () => {
    const client = clientOf({ batchWaitMs: 5 });
    await Promise.all(Array.from({ length: 50 }, (_, n) => client.log(decision(n))));
    expect(service.received.map(({ lines }) => lines.length)).toEqual([50]);
    await client.close();
  });

  it('cuts batches by number of records and by bytes', async () => {
    const byNumber = clientOf({ batchRecords: 10, inFlight: 1 });
    await Promise.all(Array.from({ length: 25 }, (_, n) => byNumber.log(decision(n))));
    expect(service.received.map(({ lines }) => lines.length)).toEqual([10, 10, 5]);
    const line = JSON.stringify({ ...decision(100), route: 'automatic' }).length + 1;
    const byBytes = clientOf({ batchBytes: 3 * line, inFlight: 1 });
    await Promise.all(Array.from({ length: 7 }, (_, n) => byBytes.log(decision(100 + n))));
    expect(service.received.slice(3).map(({ lines }) => lines.length)).toEqual([3, 3, 1]);
  });

  it('tells a duplicate, a conflict and a rejected record apart, each to its own caller', async () => {
    const client = clientOf({ batchWaitMs: 5 });
    await Promise.all([client.log(decision(1)), client.log(decision(2))]);
    const [same, other, unknown] = await Promise.allSettled([
      client.log(decision(1)),
      client.log(decision(2, { outcome: 0 })),
      client.log(decision(3, { deployment: 'unknown' })),
    ]);
    expect(same).toMatchObject({ status: 'fulfilled', value: { status: 'duplicate' } });
    expect(other).toMatchObject({ reason: { code: 'CONFLICT', id: decision(2).id } });
    expect(unknown).toMatchObject({
      reason: { code: 'REJECTED', serverCode: 'DEPLOYMENT_UNKNOWN', id: decision(3).id },
    });
    expect(client.stats()).toEqual({ stored: 3, failed: 2, queued: 0, retries: 0 });
  });

  it('logs labels to their own address', async () => {
    const client = clientOf();
    expect(await client.label({ decision: decision(1).id!, label: 1 })).toEqual({
      id: decision(1).id,
      status: 'accepted',
    });
    expect(service.received[0]!.path).toBe('/v1/labels');
    await client.close();
  });

  it('asks a key function before each request, so that a key can be rotated', async () => {
    let n = 0;
    const client = clientOf({ key: async () => `key-${n++}` });
    await client.log(decision(1));
    await client.log(decision(2));
    expect(service.received.map(({ authorization }) => authorization)).toEqual(['Bearer key-0', 'Bearer key-1']);
  });

  it('sends under a path of the address', async () => {
    const client = clientOf({ url: `${service.url}/tribune` });
    await client.log(decision(1));
    expect(service.received[0]!.path).toBe('/tribune/v1/decisions');
  });
});

it('tells of what the service warns of once for each deployment, and takes the records as stored', async () => {
  const said: string[] = [];
  const client = clientOf({ batchRecords: 1, onProblem: ({ message }) => said.push(message) });
  const warning = { code: 'VERSION_UNNAMED', deployment: 'lending/prod', records: 1, line: 1, message: 'no version' };
  const answer = { accepted: 1, duplicates: 0, conflicts: [], rejected: [] };
  for (const warnings of [[warning], [warning], 'nonsense'])
    service.misbehave.push({ kind: 'garble', body: JSON.stringify({ ...answer, warnings }), taken: true });
  for (const n of [1, 2, 3]) expect(await client.log(decision(n))).toMatchObject({ status: 'accepted' });
  expect(said).toEqual(['the service keeps the records and warns: no version']);
  await client.close();
});

describe('a service that misbehaves', () => {
  it.each([
    ['429', { kind: 'status', status: 429, headers: { 'retry-after': '0' } }],
    ['503', { kind: 'status', status: 503, body: '{"code":"STORE_UNAVAILABLE"}' }],
    ['500', { kind: 'status', status: 500 }],
    ['a reset before the records were stored', { kind: 'reset', taken: false }],
    ['a reset after the records were stored', { kind: 'reset', taken: true }],
    ['half an answer', { kind: 'truncate', taken: true }],
    ['an answer that is no JSON', { kind: 'garble', body: '<html>', taken: true }],
    [
      'an answer of another number of records',
      { kind: 'garble', body: '{"accepted":7,"duplicates":0,"conflicts":[],"rejected":[]}', taken: false },
    ],
    [
      'an answer about a line that was not sent',
      { kind: 'garble', body: '{"accepted":0,"duplicates":0,"conflicts":[],"rejected":[{"line":9}]}', taken: false },
    ],
    ['JSON of another kind', { kind: 'garble', body: 'null', taken: false }],
  ] as const)('%s: the same bytes go again under the same key, and the record is stored once', async (_, fault) => {
    service.misbehave.push(fault, fault);
    const client = clientOf();
    expect(await client.log(decision(1))).toEqual({ id: decision(1).id, status: 'accepted' });
    expect(service.received).toHaveLength(3);
    expect(new Set(service.received.map(({ key, lines }) => key + lines.join())).size).toBe(1);
    expect(service.stored.size).toBe(1);
    expect(client.stats().retries).toBe(2);
    await client.close();
  });

  it('gives up a request that hangs and asks again', async () => {
    service.misbehave.push({ kind: 'hang' });
    const client = clientOf({ timeoutMs: 200 });
    expect(await client.log(decision(1))).toMatchObject({ status: 'accepted' });
    // On a busy machine an answer that was on its way can be given up, too.
    expect(service.received.length).toBeGreaterThanOrEqual(2);
    expect(client.stats().retries).toBe(service.received.length - 1);
    expect(service.stored.size).toBe(1);
  });

  it.each([
    [401, 'UNAUTHENTICATED'],
    [403, 'FORBIDDEN'],
    [404, 'ROUTE_UNKNOWN'],
    [400, 'BODY_INVALID'],
    [422, 'IDEMPOTENCY_MISMATCH'],
  ])('%i is told at once and not tried again', async (status, code) => {
    service.misbehave.push({ kind: 'status', status, body: JSON.stringify({ code, message: 'not so' }) });
    const error = await reasonOf(clientOf().log(decision(1)));
    expect(error).toMatchObject({ code: 'REFUSED', status, serverCode: code, keptInSpool: false });
    expect(error.message).not.toContain('trb_secret');
    expect(service.received).toHaveLength(1);
  });

  it('follows no redirect: the key must not go elsewhere', async () => {
    service.misbehave.push({ kind: 'status', status: 307, headers: { location: `${service.url}/elsewhere` } });
    expect(await reasonOf(clientOf().log(decision(1)))).toMatchObject({ code: 'REFUSED', status: 307 });
    expect(service.received).toHaveLength(1);
  });

  it('halves a batch that is too large until it fits, and refuses one record that never will', async () => {
    const line = JSON.stringify({ ...decision(0), route: 'automatic' }).length + 1;
    service.maxBytes = 2 * line;
    const client = clientOf({ batchWaitMs: 5 });
    const settled = await Promise.allSettled([
      ...Array.from({ length: 7 }, (_, n) => client.log(decision(n))),
      client.log(decision(8, { metadata: { text: 'x'.repeat(3 * line) } })),
    ]);
    expect(settled.slice(0, 7).every(({ status }) => status === 'fulfilled')).toBe(true);
    expect(settled[7]).toMatchObject({ reason: { code: 'RECORD_TOO_LARGE', id: decision(8).id } });
    expect(service.stored.size).toBe(7);
  });

  it('that fails on one record for ever gets the others, and the one is told', async () => {
    service.failsOn = /case-13"/;
    const client = clientOf({ batchRecords: 40 });
    const results = await Promise.allSettled(Array.from({ length: 40 }, (_, n) => client.log(decision(n))));
    const failed = results.flatMap((result, n) => (result.status === 'rejected' ? [[n, result.reason]] : []));
    expect(failed).toMatchObject([[13, { code: 'REFUSED', status: 500, keptInSpool: false }]]);
    expect(service.stored.size).toBe(39);
    await client.close();
  });

  it('says UNREACHABLE, with the last reason, when patience ends', async () => {
    const client = clientOf({ giveUpAfterMs: 0 });
    await service.stop();
    const error = await reasonOf(client.log(decision(1)));
    expect(error).toMatchObject({ code: 'UNREACHABLE', keptInSpool: false });
    expect(error.message).toContain('ECONNREFUSED');
    await service.start();
  });
});

describe('back-pressure and the end', () => {
  it('refuses what the queue does not hold, says so, and takes more after ready()', async () => {
    service.misbehave.push({ kind: 'hang' });
    const client = clientOf({ queueRecords: 3, batchRecords: 3, timeoutMs: 50 });
    const taken = [1, 2, 3].map((n) => client.log(decision(n)));
    expect(await reasonOf(client.log(decision(4)))).toMatchObject({ code: 'QUEUE_FULL', id: decision(4).id });
    expect(client.stats()).toMatchObject({ queued: 3, failed: 1 });
    await client.ready();
    expect(await client.log(decision(4))).toMatchObject({ status: 'accepted' });
    await Promise.all(taken);
  });

  it('bounds the queue by bytes too', async () => {
    service.misbehave.push({ kind: 'hang' });
    const client = clientOf({ queueBytes: 100, timeoutMs: 50 });
    const first = client.log(decision(1));
    expect(await reasonOf(client.log(decision(2)))).toMatchObject({ code: 'QUEUE_FULL' });
    await first;
  });

  it('flush waits for all that was logged, without waiting for the batch to fill', async () => {
    const client = clientOf({ batchWaitMs: 1e9 });
    void client.log(decision(1));
    await client.flush();
    expect(service.stored.size).toBe(1);
    await client.close();
  });

  it('close sends what waits, then refuses', async () => {
    const client = clientOf({ batchWaitMs: 1e9 });
    const last = client.log(decision(1));
    await client.close();
    expect(await last).toMatchObject({ status: 'accepted' });
    expect(await reasonOf(client.log(decision(2)))).toMatchObject({ code: 'CLOSED' });
  });

  it('close ends in time though the service hangs, and tells each caller that its record is open', async () => {
    service.misbehave.push({ kind: 'hang' });
    const client = clientOf();
    const open = reasonOf(client.log(decision(1)));
    await service.requests(1);
    await client.close({ timeoutMs: 1 });
    expect(await open).toMatchObject({ code: 'CLOSED', id: decision(1).id, keptInSpool: false });
  });

  it('a record that is no JSON is refused alone', async () => {
    const client = clientOf();
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    expect(await reasonOf(client.log(decision(1, { inputs: cycle })))).toMatchObject({ code: 'RECORD_UNUSABLE' });
    expect(await reasonOf(client.log(decision(1, { inputs: { n: 1n } })))).toMatchObject({ code: 'RECORD_UNUSABLE' });
    for (const n of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const bad = decision(1, { inputs: { list: [1, { n }], none: null } });
      expect(await reasonOf(client.log(bad))).toMatchObject({ code: 'RECORD_UNUSABLE' });
    }
    expect(await reasonOf(client.log(null as never))).toMatchObject({ code: 'RECORD_UNUSABLE' });
    expect(await client.log(decision(2))).toMatchObject({ status: 'accepted' });
  });

  it('takes the record as it is at the call: later changes do not reach it', async () => {
    const client = clientOf({ batchWaitMs: 5 });
    const inputs: Record<string, unknown> = { income: 1 };
    const logged = client.log(decision(1, { inputs }));
    inputs.income = 2;
    const { id } = await logged;
    expect(JSON.parse(service.stored.get(id)!)).toMatchObject({ inputs: { income: 1 } });
  });

  it('tells every outcome to onOutcome; then an ignored promise is no unhandled rejection', async () => {
    const outcomes: Outcome[] = [];
    const client = clientOf({
      onOutcome(outcome) {
        outcomes.push(outcome);
        throw new Error('a listener that fails');
      },
    });
    void client.log(decision(1));
    void client.log(decision(2, { deployment: 'unknown' }));
    await client.close();
    void client.log(decision(3));
    expect(outcomes.map(({ id, error }) => [id, error?.code])).toEqual([
      [decision(1).id, undefined],
      [decision(2).id, 'REJECTED'],
      [decision(3).id, 'CLOSED'],
    ]);
  });

  it.each([
    ['no address', { url: 'tribune' }],
    ['another protocol', { url: 'ftp://tribune.example' }],
    ['a password in the address', { url: 'https://a:b@tribune.example' }],
  ])('%s is refused when the client is made', (_, options) => {
    expect(() => clientOf(options)).toThrow(DecisionLogError);
  });

  it('a number out of range is refused when the client is made', () => {
    expect(() => clientOf({ batchRecords: 0 })).toThrow('batchRecords is 0');
    expect(() => clientOf({ queueBytes: Number.NaN })).toThrow(RangeError);
  });
});
