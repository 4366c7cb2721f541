import { afterEach, describe, expect, it } from 'vitest';
import { memoryPendingInferenceStore } from '../../src/apps/testing/memory-pending-inference-store.js';
import { TribuneError } from '../../src/core/base/errors.js';
import type { IngestAnswer } from '../../src/domain/decisions/api/service-api.js';
import { INTAKE_NAMESPACE } from '../../src/domain/intake/derived-id.js';
import { readEvent } from '../../src/domain/intake/kserve/event.js';
import { KservePairing, type PairingDeps } from '../../src/domain/intake/kserve/pairing.js';
import { PENDING_TTL_MS } from '../../src/domain/intake/limits.js';
import { mappings as mappingSetting } from '../../src/domain/intake/mapping-setting.js';
import type { Part } from '../../src/domain/intake/ports.js';
import { idleService } from '../server/support/idle-service.js';
import { rim } from '../server/support/rim.js';
import { ceHeaders, MAPPING, v1Request, v1Response, v2Request, v2Response } from './support/events.js';

let open: Awaited<ReturnType<typeof rim>>[] = [];
afterEach(async () => {
  for (const { http } of open) await http.close();
  open = [];
});

/** The rim with mappings and a back end that accepts everything; what it got stands in `records`. */
async function start(mappings: unknown = [MAPPING], answer: Partial<IngestAnswer> = {}) {
  const records: Record<string, unknown>[] = [];
  const service = idleService({
    ingest: {
      async decisions(body) {
        const lines = new TextDecoder().decode(body).split('\n');
        records.push(...lines.map((line) => JSON.parse(line)));
        return {
          answer: { accepted: lines.length, duplicates: 0, conflicts: [], rejected: [], ...answer },
          replayed: false,
        };
      },
    },
  });
  const pendingInferences = memoryPendingInferenceStore();
  const one = await rim({ ...service, pendingInferences });
  open.push(one);
  await one.changeSetting(mappingSetting, mappings);
  const authorization = `Bearer ${await one.key('decisions:write')}`;
  const reading = `Bearer ${await one.key('decisions:read')}`;
  const send = (part: 'request' | 'response', body: unknown, headers: Record<string, string> = {}, id = 'e-1') =>
    one.http.inject({
      method: 'POST',
      url: '/v1/ingest/kserve',
      headers: { authorization, ...ceHeaders(part, id), ...headers },
      payload: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const problems = async () =>
    (await one.http.inject({ url: '/v1/ingest/problems', headers: { authorization: reading } })).json();
  return { ...one, pendingInferences, records, send, problems };
}

describe('pairing of inference events', () => {
  it('answers the first half after keeping it, and the second with the decisions', async () => {
    const { send, records, pendingInferences } = await start();
    expect((await send('request', v1Request)).json()).toEqual({ status: 'waiting' });
    expect(await pendingInferences.count()).toBe(1);
    const second = (await send('response', v1Response)).json();
    expect(second).toEqual({ status: 'paired', accepted: 2, duplicates: 0, conflicts: [], rejected: [] });
    expect(await pendingInferences.count()).toBe(0);
    expect(records).toHaveLength(2);
  });

  it('pairs when the response comes first', async () => {
    const { send, records } = await start();
    await send('response', v1Response);
    await send('request', v1Request);
    expect(records.map(({ subject }) => subject)).toEqual(['c-1', 'c-2']);
  });

  it('pairs two halves that come at the same time once', async () => {
    const { send, records, pendingInferences } = await start();
    await Promise.all([send('request', v1Request), send('response', v1Response)]);
    expect(records).toHaveLength(2);
    expect(await pendingInferences.count()).toBe(0);
  });

  it('keeps inferences with different ids apart', async () => {
    const { send, records } = await start();
    await send('request', v1Request, {}, 'e-1');
    expect((await send('response', v1Response, {}, 'e-2')).json()).toEqual({ status: 'waiting' });
    expect(records).toEqual([]);
  });

  it('writes the record of the contract for each row', async () => {
    const { send, records } = await start();
    await send('request', v1Request);
    await send('response', v1Response);
    expect(records[0]).toEqual({
      id: 'ccdd8c93-77f2-574e-89a6-8f49d0a15f9c',
      deployment: 'compas/prod',
      cutoff: 0.5,
      subject: 'c-1',
      decidedAt: '2026-11-22T10:00:00.000Z',
      inputs: { age: 31 },
      score: 0.7,
      outcome: 1,
      route: 'automatic',
      attributes: { race: 'a' },
      metadata: { via: 'kserve', event: 'e-1', row: 0, service: 'compas', namespace: 'justice', endpoint: 'default' },
    });
    expect(records[1]).toMatchObject({ outcome: 0, score: 0.2, attributes: { race: 'b' }, inputs: { age: 55 } });
  });

  it('derives ids that Python computes as uuid5, the same for every delivery', async () => {
    const { send, records } = await start();
    for (let i = 0; i < 2; i++) {
      await send('request', v1Request);
      await send('response', v1Response);
    }
    expect(INTAKE_NAMESPACE).toBe('a8c1b5c4-64b5-4a4e-9d8b-6f0a3f1c2e77');
    // python3: uuid.uuid5(uuid.UUID(INTAKE_NAMESPACE), 'compas/prod\ne-1#0'), and #1
    const ids = ['ccdd8c93-77f2-574e-89a6-8f49d0a15f9c', 'dd609aaf-3fd7-513e-8553-8c596fe95e95'];
    expect(records.map(({ id }) => id)).toEqual([...ids, ...ids]);
  });

  it('leaves subject and attributes out of the inputs, and a column of a tensor too', async () => {
    const mapping = {
      ...MAPPING,
      subject: 'input:case',
      score: 'output[1]',
      attributes: { sex: 'input:x[2]' },
      inputs: 'all',
    };
    const { send, records } = await start([mapping]);
    await send('request', v2Request);
    await send('response', v2Response);
    expect(records[0]).toMatchObject({ inputs: { x: [31, 2, null] }, attributes: { sex: 1 }, score: 0.7, outcome: 1 });
    expect(records[1]).toMatchObject({ inputs: { x: [55, 0, null] }, attributes: { sex: 0 }, score: 0.2, outcome: 0 });
    expect(records[0]!.metadata).toMatchObject({ modelVersion: '3' });
  });

  it('takes values from parameters, logged headers and extensions', async () => {
    const mapping = {
      ...MAPPING,
      subject: 'header:X-Case',
      score: 'output:p[1]',
      attributes: { desk: 'parameter:desk' },
      inputs: { pod: 'event:component', age: 'input:x[0]' },
    };
    const { send, records } = await start([mapping]);
    await send('request', v2Request, { 'ce-metadata': JSON.stringify({ 'x-case': ['case-9'] }) });
    await send('response', v2Response);
    expect(records[0]).toMatchObject({
      subject: 'case-9',
      attributes: { desk: 7 },
      inputs: { pod: 'predictor', age: 31 },
    });
  });

  it('reads an outcome that the model names, and refuses names in neither list', async () => {
    const outcome = { from: 'output:label', ones: ['yes'], zeros: ['no'] };
    const { send, records } = await start([{ ...MAPPING, score: undefined, cutoff: undefined, outcome }]);
    await send('request', { instances: [{ case: 'a' }, { case: 'b' }, { case: 'c' }] });
    const predictions = [{ label: 'yes' }, { label: 'no' }, { label: 'maybe' }];
    const answer = (await send('response', { predictions })).json();
    expect(records.map((r) => r.outcome)).toEqual([1, 0]);
    expect(answer.rejected).toEqual([
      { line: 3, code: 'RECORD_FIELD_INVALID', message: '"outcome" from output:label is in neither list' },
    ]);
  });

  it('gives the lines of the batch for records that the service refuses', async () => {
    const refused = { rejected: [{ line: 1, code: 'RECORD_TIME_FUTURE', message: 'm' }] };
    const { send } = await start([MAPPING], refused);
    await send('request', { instances: [{ age: 1 }, { case: 'b', age: 2 }] });
    const answer = (await send('response', v1Response)).json();
    expect(answer.rejected.map(({ line }: { line: number }) => line)).toEqual([1, 2]);
  });

  it('prefers the mapping that names the endpoint', async () => {
    const canary = { ...MAPPING, deployment: 'compas/canary', kserve: { service: 'compas', endpoint: 'canary' } };
    const { send, records } = await start(
      [MAPPING, canary].map((m) => ({ ...m, kserve: { ...m.kserve, namespace: undefined } })),
    );
    const headers = { 'ce-endpoint': 'canary' };
    await send('request', v1Request, headers);
    await send('response', v1Response, headers);
    expect(records[0]!.deployment).toBe('compas/canary');
  });

  it('takes the types of Seldon', async () => {
    const { send } = await start();
    const answer = await send('request', v1Request, { 'ce-type': 'io.seldon.serving.inference.request' });
    expect(answer.statusCode).toBe(200);
  });
});

describe('halves that stay alone', () => {
  /** Pairing alone, with a clock in the test's hand. */
  function pairing(more: Partial<PairingDeps> = {}) {
    const clock = { ms: Date.parse('2026-11-22T10:00:00Z') };
    const pendingInferences = memoryPendingInferenceStore();
    const deps: PairingDeps = {
      pendingInferences,
      ...idleService(),
      mappings: () => mappingSetting.parse([MAPPING]),
      nowMs: () => clock.ms,
      idOf: () => 'ccdd8c93-77f2-574e-89a6-8f49d0a15f9c',
      activeCutoff: () => null,
      ...more,
    };
    const one = new KservePairing(deps);
    const take = (part: Part, body: unknown, id = 'e-1') =>
      one.take({ event: readEvent(ceHeaders(part, id)), body, receivedAtMs: clock.ms }, 'key');
    return { one, pendingInferences, clock, take };
  }

  it('become orphans after their time: counted, noted, their content deleted', async () => {
    const { one, pendingInferences, clock, take } = pairing();
    await take('request', v1Request);
    clock.ms += PENDING_TTL_MS;
    await one.sweep();
    expect(one.counts.orphans).toEqual({ request: 1, response: 0 });
    expect(await pendingInferences.count()).toBe(0);
    expect(await pendingInferences.problems(9)).toMatchObject([
      { deployment: 'compas/prod', event: 'e-1', kind: 'orphan' },
    ]);
  });

  it('wait until their time is over', async () => {
    const { one, clock, take } = pairing();
    await take('response', v1Response);
    clock.ms += PENDING_TTL_MS - 1;
    await one.sweep();
    expect(one.waiting).toBe(1);
    expect((await take('request', v1Request)).status).toBe('paired');
  });

  it('are no orphans when their decision is durable already', async () => {
    const { one, pendingInferences, clock, take } = pairing({
      reading: idleService({ reading: { receipt: async () => ({ status: 'pending' }) } }).reading,
    });
    await take('request', v1Request);
    clock.ms += PENDING_TTL_MS;
    await one.sweep();
    expect(one.counts.orphans.request).toBe(0);
    expect(one.counts.repeated).toBe(1);
    expect(await pendingInferences.problems(9)).toEqual([]);
  });

  it('are told to come again over the bound', async () => {
    const { take } = pairing({ maxPending: 1 });
    await take('request', v1Request, 'e-1');
    await expect(take('request', v1Request, 'e-2')).rejects.toMatchObject({ code: 'SERVICE_BUSY' });
    expect((await take('response', v1Response, 'e-1')).status).toBe('paired');
  });

  it('stay when the service is busy, so that the other half can be sent again', async () => {
    let busy = true;
    const service = idleService({
      ingest: {
        async decisions() {
          if (busy) throw new TribuneError('SERVICE_BUSY', 'full');
          return { answer: { accepted: 2, duplicates: 0, conflicts: [], rejected: [] }, replayed: false };
        },
      },
    });
    const { pendingInferences, take } = pairing({ ingest: service.ingest });
    await take('request', v1Request);
    await expect(take('response', v1Response)).rejects.toMatchObject({ code: 'SERVICE_BUSY' });
    expect(await pendingInferences.count()).toBe(1);
    busy = false;
    expect(await take('response', v1Response)).toMatchObject({ status: 'paired', accepted: 2 });
  });

  it('are kept as they came first when another body comes under the same id', async () => {
    const { pendingInferences, take } = pairing();
    await take('request', v1Request);
    expect(await take('request', v1Request)).toEqual({ status: 'repeated' });
    expect(await pendingInferences.problems(9)).toEqual([]);
    expect(await take('request', { instances: [] })).toEqual({ status: 'repeated' });
    expect(await pendingInferences.problems(9)).toMatchObject([{ kind: 'repeat', event: 'e-1' }]);
  });

  it('that an earlier process left are counted at start and shown', async () => {
    const pendingInferences = memoryPendingInferenceStore();
    const left = { deployment: 'compas/prod', event: 'e-0', part: 'request', receivedAtMs: 0 } as const;
    await pendingInferences.insert({ ...left, bytes: new Uint8Array() });
    const one = await rim({ pendingInferences });
    open.push(one);
    const authorization = `Bearer ${await one.key('decisions:read')}`;
    const shown = await one.http.inject({ url: '/v1/ingest/problems', headers: { authorization } });
    expect(shown.json()).toMatchObject({ waiting: 0, problems: [{ kind: 'orphan', event: 'e-0' }] });
    const metrics = (await one.http.inject('/metrics')).body;
    expect(metrics).toContain('tribune_kserve_orphans_total{half="request"} 1\n');
    expect(metrics).toContain('tribune_kserve_waiting 0\n');
  });
});

describe('bad events', () => {
  const refusals: [string, Record<string, string>, unknown, number, RegExp][] = [
    ['another type', { 'ce-type': 'com.example.order' }, v1Request, 400, /ce-type/],
    ['no id', { 'ce-id': '' }, v1Request, 400, /ce-id is missing/],
    ['another version', { 'ce-specversion': '0.3' }, v1Request, 400, /ce-specversion/],
    ['a time without zone', { 'ce-time': '2026-11-22T10:00:00' }, v1Request, 400, /ce-time/],
    ['no service', { 'ce-inferenceservicename': '' }, v1Request, 400, /ce-inferenceservicename/],
    ['an unknown service', { 'ce-inferenceservicename': 'other' }, v1Request, 400, /no mapping fits .*"other"/],
    ['structured mode', { 'content-type': 'application/cloudevents+json' }, v1Request, 415, /structured/],
    ['a cut body', {}, '{"instances": [', 400, /not JSON/],
    ['a prototype key', {}, '{"instances": [{"__proto__": 1}]}', 400, /__proto__/],
  ];
  it.each(refusals)('refuses %s with one clear error', async (_what, headers, body, status, message) => {
    const { send } = await start();
    const answer = await send('request', body, headers);
    expect(answer.statusCode).toBe(status);
    expect(answer.json().message).toMatch(message);
    expect(answer.json().remedy).toBeTruthy();
  });

  const pairs: [string, unknown, unknown, RegExp][] = [
    ['different numbers of rows', v1Request, { predictions: [0.1] }, /request has 2 rows, the response 1/],
    ['no known form', { rows: [] }, v1Response, /neither a list "instances"/],
    ['an empty batch', { instances: [] }, { predictions: [] }, /is empty/],
    [
      'a shape that does not fit',
      { inputs: [{ name: 'x', shape: [2, 2], data: [1, 2, 3] }] },
      v1Response,
      /3 values where its shape says 4/,
    ],
    ['binary tensors', { inputs: [{ name: 'x', shape: [2] }] }, v1Response, /binary tensors are not read/],
  ];
  it.each(pairs)('refuses a pair with %s, shows it and keeps nothing', async (_what, request, response, message) => {
    const { send, problems, pendingInferences } = await start();
    await send('request', request);
    const answer = await send('response', response);
    expect(answer.statusCode).toBe(400);
    expect(answer.json().message).toMatch(message);
    expect((await problems()).problems).toMatchObject([{ kind: 'unusable' }]);
    expect(await pendingInferences.count()).toBe(0);
  });

  it('refuses a reference that is no whole number', async () => {
    const { send } = await start();
    await send('request', '{"instances":[{"case":4711.5}]}');
    const answer = (await send('response', { predictions: [{ score: 1 }] })).json();
    expect(answer.rejected[0].message).toMatch(/is a number that is not whole; send it as text/);
  });

  it('never shows a value of the inference in an error', async () => {
    const { send, problems } = await start([{ ...MAPPING, score: 'output:name' }]);
    await send('request', { instances: [{ case: 'Jane Roe' }] });
    const answer = await send('response', { predictions: [{ name: 'secret-4711' }] });
    expect(answer.body + JSON.stringify(await problems())).not.toMatch(/Jane|secret-4711/);
  });
});

describe('a header beyond ASCII', () => {
  const bytes = (text: string, encoding: BufferEncoding) => Buffer.from(text, encoding).toString('latin1');
  const sent = (service: string) =>
    readEvent({
      'ce-type': 'org.kubeflow.serving.inference.request',
      'ce-specversion': '1.0',
      'ce-id': '1',
      'ce-inferenceservicename': service,
    }).service;

  it('is read as UTF-8 when it is not percent-encoded, and refused by name when it is neither', () => {
    for (const text of ['größer', '東京', 'a%20ß']) expect(sent(bytes(text, 'utf8'))).toBe(text.replace('%20', ' '));
    expect(sent('gr%C3%B6%C3%9Fer')).toBe('größer');
    expect(() => sent(bytes('größer', 'latin1'))).toThrow('ce-inferenceservicename is not UTF-8');
  });
});
