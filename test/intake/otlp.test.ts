import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { TribuneError } from '../../src/core/base/errors.js';
import { IntakeFault } from '../../src/domain/intake/fault.js';
import { mappings as mappingSetting } from '../../src/domain/intake/mapping-setting.js';
import { BadValue } from '../../src/domain/intake/otlp/log-record.js';
import { readJsonLogs } from '../../src/domain/intake/otlp/read-json.js';
import { readProtobufLogs } from '../../src/domain/intake/otlp/read-protobuf.js';
import { idleService } from '../server/support/idle-service.js';
import { rim } from '../server/support/rim.js';
import { jsonExport, protobufExport, type TestLog } from './support/otlp.js';

let open: Awaited<ReturnType<typeof rim>>[] = [];
afterEach(async () => {
  for (const { http } of open) await http.close();
  open = [];
});

const JSON_TYPE = 'application/json';
const PROTOBUF_TYPE = 'application/x-protobuf';
const TIME = BigInt(Date.parse('2026-11-22T10:00:00.000Z')) * 1_000_000n;

const log = (attributes: Record<string, string | number | boolean> = {}): TestLog => ({
  time: TIME,
  traceId: '0af7651916cd43dd8448eb211c80319c',
  attributes: {
    'tribune.decision.deployment': 'compas/prod',
    'tribune.decision.subject': 'case-1',
    'tribune.decision.score': 0.7,
    'tribune.decision.outcome': 1,
    'tribune.decision.input.age': 31,
    'tribune.decision.attribute.race': 'a',
    ...attributes,
  },
});

async function start(refuse?: TribuneError) {
  const records: Record<string, unknown>[] = [];
  const service = idleService({
    ingest: {
      async decisions(body) {
        if (refuse !== undefined) throw refuse;
        const lines = new TextDecoder().decode(body).split('\n');
        records.push(...lines.map((line) => JSON.parse(line)));
        return { answer: { accepted: lines.length, duplicates: 0, conflicts: [], rejected: [] }, replayed: false };
      },
    },
  });
  const one = await rim(service);
  open.push(one);
  const authorization = `Bearer ${await one.key('decisions:write')}`;
  const send = (type: string, payload: string | Buffer, headers: Record<string, string> = {}) =>
    one.http.inject({
      method: 'POST',
      url: '/v1/logs',
      headers: { authorization, 'content-type': type, ...headers },
      payload,
    });
  return { ...one, records, send };
}

const WANTED = {
  deployment: 'compas/prod',
  subject: 'case-1',
  score: 0.7,
  outcome: 1,
  route: 'automatic',
  decidedAt: '2026-11-22T10:00:00.000Z',
  inputs: { age: 31 },
  attributes: { race: 'a' },
};

describe('OTLP/HTTP logs', () => {
  it('become decisions from JSON', async () => {
    const { send, records } = await start();
    const answer = await send(JSON_TYPE, jsonExport([log()]));
    expect([answer.statusCode, answer.json()]).toEqual([200, {}]);
    expect(records).toEqual([{ id: records[0]!.id, ...WANTED }]);
  });

  it('become the same decisions from protobuf, with the same ids', async () => {
    const { send, records } = await start();
    await send(JSON_TYPE, jsonExport([log()]));
    const answer = await send(PROTOBUF_TYPE, protobufExport([log()]));
    expect([answer.statusCode, answer.rawPayload.length, answer.headers['content-type']]).toEqual([
      200,
      0,
      PROTOBUF_TYPE,
    ]);
    expect(records[1]).toEqual(records[0]);
  });

  it('are read through gzip', async () => {
    const { send, records } = await start();
    await send(PROTOBUF_TYPE, gzipSync(protobufExport([log()])), { 'content-encoding': 'gzip' });
    expect(records).toHaveLength(1);
  });

  it('take what the resource says for all its records', async () => {
    const { send, records } = await start();
    const { 'tribune.decision.deployment': deployment, ...rest } = log().attributes!;
    await send(
      PROTOBUF_TYPE,
      protobufExport([{ ...log(), attributes: rest }], { 'tribune.decision.deployment': deployment! }),
    );
    expect(records[0]).toMatchObject(WANTED);
  });

  it('keep an id that the sender gives, and a boolean outcome', async () => {
    const { send, records } = await start();
    const id = '0193f7c2-6a55-7d1e-9f10-3c2b1a000001';
    await send(JSON_TYPE, jsonExport([log({ 'tribune.decision.id': id, 'tribune.decision.outcome': false })]));
    expect(records[0]).toMatchObject({ id, outcome: 0 });
  });

  it('give different ids to decisions that differ in one value', async () => {
    const { send, records } = await start();
    await send(JSON_TYPE, jsonExport([log(), log({ 'tribune.decision.score': 0.8 })]));
    expect(new Set(records.map(({ id }) => id)).size).toBe(2);
  });

  it('go through a mapping when they speak other names', async () => {
    const { send, records, changeSetting } = await start();
    const mapping = {
      deployment: 'compas/prod',
      otlp: { 'service.name': 'scorer', 'event.name': 'risk.scored' },
      subject: 'attribute:customer',
      score: 'attribute:risk',
      outcome: { below: 0.5 },
      attributes: { sex: 'attribute:sex' },
    };
    await changeSetting(mappingSetting, [mapping]);
    const attributes = { customer: 'c-9', risk: 0.25, sex: 'f', amount: 900 };
    await send(
      PROTOBUF_TYPE,
      protobufExport([{ time: TIME, eventName: 'risk.scored', attributes }], { 'service.name': 'scorer' }),
    );
    expect(records[0]).toMatchObject({
      deployment: 'compas/prod',
      subject: 'c-9',
      outcome: 1,
      attributes: { sex: 'f' },
      inputs: { risk: 0.25, amount: 900 },
    });
  });

  it('answer a partial success that counts what was refused and says why', async () => {
    const { send, records } = await start();
    const logs = [log(), { time: TIME, body: 'started' }, { ...log(), time: 0n }];
    const answer = await send(JSON_TYPE, jsonExport(logs));
    expect(answer.statusCode).toBe(200);
    expect(records).toHaveLength(1);
    const { partialSuccess } = answer.json();
    expect(partialSuccess.rejectedLogRecords).toBe('2');
    expect(partialSuccess.errorMessage).toMatch(/record 2: no tribune\.decision.*record 3: .*no usable time/);
  });

  it('answer a partial success in protobuf', async () => {
    const { send, http } = await start();
    const answer = await send(PROTOBUF_TYPE, protobufExport([{ time: TIME, body: 'started' }]));
    // Field 1 (message), in it field 1 (varint 1), field 2 (text).
    const [outer, , first, count, second] = answer.rawPayload;
    expect([outer, first, count]).toEqual([0x0a, 0x08, 1]);
    expect(second).toBe(0x12);
    expect((await http.inject('/metrics')).body).toContain('tribune_otlp_rejected_total 1\n');
  });

  it('refuse an unknown field of a decision by name', async () => {
    const { send } = await start();
    const answer = await send(JSON_TYPE, jsonExport([log({ 'tribune.decision.colour': 'x' })]));
    expect(answer.json().partialSuccess.errorMessage).toMatch(/tribune\.decision\.colour is not known/);
  });

  it('answer other types with 415 and a remedy, as google.rpc.Status', async () => {
    const { send } = await start();
    const answer = await send('text/plain', 'x');
    expect(answer.statusCode).toBe(415);
    expect(answer.json()).toEqual({ code: 3, message: expect.stringContaining('http/protobuf'), details: [] });
  });

  it('answer a full queue with 429, Retry-After and a status in protobuf', async () => {
    const { send } = await start(new TribuneError('SERVICE_BUSY', 'full'));
    const answer = await send(PROTOBUF_TYPE, protobufExport([log()]));
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([429, '1']);
    expect([...answer.rawPayload.subarray(0, 2)]).toEqual([0x08, 8]);
  });

  it.each([
    ['no list', { resourceLogs: 1 }],
    ['an array', []],
  ])('refuse JSON with %s', async (_what, body) => {
    const { send } = await start();
    const answer = await send(JSON_TYPE, JSON.stringify(body));
    expect(answer.statusCode).toBe(400);
    expect(answer.json().message).toMatch(/no OTLP logs request/);
  });

  it.each([
    ['a key', [{ key: { toString: null }, value: { stringValue: 'x' } }]],
    ['a key of a map', [{ key: 'k', value: { kvlistValue: { values: [{ key: {}, value: {} }] } } }]],
    ['a text', [{ key: 'k', value: { stringValue: { toString: null } } }]],
    ['a number', [{ key: 'k', value: { intValue: { valueOf: null } } }]],
    ['a fraction', [{ key: 'k', value: { doubleValue: [] } }]],
  ])('refuse %s that is something else with its record', (_, attributes) => {
    const body = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano: '1', attributes }, {}] }] }] };
    const [bad, other] = readJsonLogs(body);
    const value = bad instanceof IntakeFault ? bad : bad!.attributes.get('k');
    expect(value).toSatisfy((one) => one instanceof IntakeFault || one instanceof BadValue);
    expect(other).not.toBeInstanceOf(IntakeFault);
  });

  it('compare no map with the text that a mapping wants', async () => {
    const { send, records, changeSetting } = await start();
    await changeSetting(mappingSetting, [
      { deployment: 'compas/prod', otlp: { 'event.name': 'x' }, subject: 'attribute:s', outcome: 'attribute:o' },
    ]);
    const odd = {
      key: 'event.name',
      value: { kvlistValue: { values: [{ key: 'toString', value: { intValue: 1 } }] } },
    };
    const body = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ attributes: [odd] }] }] }] };
    const { statusCode } = await send(JSON_TYPE, JSON.stringify(body));
    expect([statusCode, records]).toEqual([200, []]);
  });

  it('refuse every cut of a protobuf export with one error, or read what is whole', () => {
    const whole = protobufExport([log()]);
    for (let end = 0; end < whole.length; end++) {
      try {
        readProtobufLogs(whole.subarray(0, end));
      } catch (cause) {
        expect(cause).toMatchObject({ code: 'BODY_INVALID' });
      }
    }
  });

  it('never fail otherwise on arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          readProtobufLogs(bytes);
        } catch (cause) {
          expect(cause).toBeInstanceOf(TribuneError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
