import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { exactNumber, parseExact, printExact } from '../../src/core/base/exact-json.js';
import { mappings as mappingSetting } from '../../src/domain/intake/mapping-setting.js';
import { idleService } from '../server/support/idle-service.js';
import { rim } from '../server/support/rim.js';
import { finiteDouble, int64, jsonStrangeNumber, numberText } from '../support/generators/numbers.js';
import { reference, wholeText } from '../support/generators/texts.js';
import { memoryService } from '../support/memory-service.js';
import { ceHeaders, MAPPING } from './support/events.js';
import { protobufExport, type TestLog } from './support/otlp.js';

let open: Awaited<ReturnType<typeof rim>>[] = [];
afterEach(async () => {
  for (const { http } of open) await http.close();
  open = [];
});

/** Takes and refuses records as the service does, and remembers those that it took. */
async function start() {
  const records: Record<string, unknown>[] = [];
  const real = await memoryService();
  const service = idleService({
    ingest: {
      async decisions(body, options) {
        const lines = new TextDecoder().decode(body).split('\n');
        const result = await real.ingest.decisions(body, options);
        const refused = new Set(result.answer.rejected.map(({ line }) => line));
        const taken = lines.filter((_, i) => !refused.has(i + 1));
        records.push(...taken.map((line) => parseExact(line) as Record<string, unknown>));
        return result;
      },
    },
  });
  const one = await rim(service);
  open.push(one);
  const authorization = `Bearer ${await one.key('decisions:write')}`;
  const send = (type: string, payload: string | Buffer, { url = '/v1/logs', headers = {} } = {}) =>
    one.http.inject({ method: 'POST', url, headers: { authorization, 'content-type': type, ...headers }, payload });
  return { ...one, records, send };
}

const JSON_TYPE = 'application/json';
const PROTOBUF_TYPE = 'application/x-protobuf';
const NANOSECONDS = '1795341600000000000';

/** A log record in JSON whose input `x` has this value. */
const withInput = (value: unknown, more: object = {}): object => ({
  timeUnixNano: NANOSECONDS,
  attributes: [
    { key: 'tribune.decision.deployment', value: { stringValue: 'compas/prod' } },
    { key: 'tribune.decision.subject', value: { stringValue: 'case-1' } },
    { key: 'tribune.decision.outcome', value: { intValue: '1' } },
    { key: 'tribune.decision.input.x', value },
  ],
  ...more,
});
const good = withInput({ intValue: '7' });
const exported = (...logRecords: unknown[]): string => printExact({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });

describe('OTLP values', () => {
  it.each([
    ['{"intValue":"9007199254740993"}', 9007199254740993n],
    ['{"intValue":9007199254740993}', 9007199254740993n],
    ['{"intValue":"-9223372036854775808"}', -9223372036854775808n],
    ['{"intValue":"12"}', 12],
    ['{"intValue":1e3}', 1000],
    ['{"doubleValue":"0.5"}', 0.5],
    ['{"doubleValue":-0.0}', -0],
    ['{"string_value":"x"}', 'x'],
    ['{"stringValue":"\\ufeffx"}', '\ufeffx'],
    ['{"bytesValue":"AP8="}', '00ff'],
    ['{"kvlistValue":{"values":[{"key":"a","value":{"intValue":"9007199254740993"}}]}}', { a: 9007199254740993n }],
    ['{"arrayValue":{"values":[{"intValue":"1"},null,{}]}}', [1, null, null]],
    ['{"stringValue":null}', null],
    ['null', null],
  ])('%s is recorded as it was sent', async (value, wanted) => {
    const { send, records } = await start();
    const body = exported(withInput('VALUE')).replace('"VALUE"', value);
    expect((await send(JSON_TYPE, body)).json()).toEqual({});
    expect(records[0]!.inputs).toEqual({ x: wanted });
  });

  it.each([
    '{"intValue":""}',
    '{"intValue":"0x10"}',
    '{"intValue":"abc"}',
    '{"intValue":"9223372036854775808"}',
    '{"intValue":1.5}',
    '{"intValue":{}}',
    '{"doubleValue":"NaN"}',
    '{"doubleValue":"Infinity"}',
    '{"doubleValue":1e999}',
    '{"doubleValue":1e-400}',
    '{"doubleValue":"-1e-400"}',
    '{"arrayValue":{"values":[{"doubleValue":0},{"doubleValue":4e-4000}]}}',
    '{"doubleValue":"abc"}',
    '{"boolValue":"true"}',
    '{"stringValue":5}',
    '{"intvalue":"5"}',
    '{"intValue":"1","stringValue":"1"}',
    '{"arrayValue":{"values":[{"intValue":"x"}]}}',
    '{"arrayValue":[1]}',
    '{"bytesValue":"*"}',
    '7',
  ])('%s is refused with its record, and the others are taken', async (value) => {
    const { send, records } = await start();
    const answer = await send(JSON_TYPE, exported(good, withInput('VALUE'), good).replace('"VALUE"', value));
    expect(answer.statusCode).toBe(200);
    expect(answer.json().partialSuccess).toMatchObject({ rejectedLogRecords: '1' });
    expect(answer.json().partialSuccess.errorMessage).toMatch(/^record 2: the attribute tribune\.decision\.input\.x /);
    expect(records).toHaveLength(2);
  });

  it.each([
    ['a time of 1.5', { timeUnixNano: 1.5 }],
    ['a time before 1970', { timeUnixNano: '-1' }],
    ['an attribute without a key', { attributes: [{ value: { intValue: '1' } }] }],
    ['attributes that are no list', { attributes: 7 }],
  ])('a record with %s is refused alone', async (_, more) => {
    const { send, records } = await start();
    const answer = await send(JSON_TYPE, exported(good, { ...good, ...more }, 5, good));
    expect(answer.json().partialSuccess.rejectedLogRecords).toBe('2');
    expect(records).toHaveLength(2);
  });

  it('a bad value that no decision uses harms none', async () => {
    const { send, records } = await start();
    const body = JSON.parse(exported(good)) as { resourceLogs: Record<string, unknown>[] };
    body.resourceLogs[0]!.resource = { attributes: [{ key: 'load', value: { doubleValue: 'NaN' } }] };
    expect((await send(JSON_TYPE, JSON.stringify(body))).json()).toEqual({});
    expect(records).toHaveLength(1);
  });

  it('a resource of null is none, one that cannot be read is refused with each of its records', async () => {
    const { send, records } = await start();
    const body = JSON.parse(exported(good)) as { resourceLogs: Record<string, unknown>[] };
    body.resourceLogs[0]!.resource = null;
    expect((await send(JSON_TYPE, JSON.stringify(body))).json()).toEqual({});
    body.resourceLogs[0]!.resource = { attributes: 7 };
    expect((await send(JSON_TYPE, JSON.stringify(body))).json().partialSuccess.rejectedLogRecords).toBe('1');
    expect(records).toHaveLength(1);
  });

  it('names of protobuf and of versions before 1.0 are read', async () => {
    const { send, records } = await start();
    const { timeUnixNano, attributes } = good as { timeUnixNano: string; attributes: unknown };
    const snake = {
      resource_logs: [{ scope_logs: [{ log_records: [{ time_unix_nano: timeUnixNano, attributes }] }] }],
    };
    const old = { resourceLogs: [{ instrumentationLibraryLogs: [{ logRecords: [good] }] }] };
    for (const body of [snake, old]) expect((await send(JSON_TYPE, JSON.stringify(body))).json()).toEqual({});
    expect(records).toHaveLength(2);
  });

  it('an export without records is answered with a warning', async () => {
    const { send } = await start();
    for (const body of ['{}', '{"resourceLogs":[]}', '{"resourcelogs":[{}]}'])
      expect((await send(JSON_TYPE, body)).json().partialSuccess).toMatchObject({ rejectedLogRecords: '0' });
    expect((await send(PROTOBUF_TYPE, Buffer.alloc(0))).rawPayload.length).toBeGreaterThan(20);
  });

  it('come in exactly by protobuf and JSON alike, with the same ids', async () => {
    const { send, records } = await start();
    const value = fc.oneof(int64, finiteDouble, wholeText, fc.boolean());
    await fc.assert(
      fc.asyncProperty(reference, fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), value), async (subject, inputs) => {
        records.length = 0;
        const named = Object.entries(inputs).map(([name, one]) => [`tribune.decision.input.${name}`, one] as const);
        const attributes: TestLog['attributes'] = {
          'tribune.decision.deployment': 'compas/prod',
          'tribune.decision.subject': subject,
          'tribune.decision.outcome': 1,
          ...Object.fromEntries(named),
        };
        await send(PROTOBUF_TYPE, protobufExport([{ time: BigInt(NANOSECONDS), attributes }]));
        const list = Object.entries(attributes).map(([key, one]) => ({ key, value: jsonValue(one) }));
        await send(JSON_TYPE, exported({ timeUnixNano: NANOSECONDS, attributes: list }));
        expect(records[1]).toEqual(records[0]);
        expect(records[0]!.subject).toBe(subject);
        const sent = Object.entries(inputs).map(([name, one]) => [
          name,
          typeof one === 'bigint' ? exactNumber(String(one)) : one,
        ]);
        expect(records[0]!.inputs ?? {}).toEqual(Object.fromEntries(sent));
      }),
    );
  });
});

function jsonValue(value: string | number | boolean | bigint): object {
  if (typeof value === 'bigint') return { intValue: String(value) };
  if (typeof value === 'number') return { doubleValue: value };
  return typeof value === 'string' ? { stringValue: value } : { boolValue: value };
}

describe('KServe values', () => {
  const KSERVE = { url: '/v1/ingest/kserve' };

  async function infer(request: string, response: string, { mapping = MAPPING as object, metadata = '' } = {}) {
    const { send, records, changeSetting } = await start();
    await changeSetting(mappingSetting, [mapping]);
    const more = metadata === '' ? {} : { 'ce-metadata': metadata };
    await send(JSON_TYPE, request, { ...KSERVE, headers: ceHeaders('request', 'e', more) });
    const answer = await send(JSON_TYPE, response, { ...KSERVE, headers: ceHeaders('response', 'e', more) });
    return { answer: answer.json(), records };
  }

  it('come in exactly: whole numbers of any size, the sign of zero, references that are numbers', async () => {
    const { records } = await infer(
      '{"instances":[{"case":9007199254740993,"age":-0,"account":12345678901234567890,"race":"a"}]}',
      '{"predictions":[{"score":0.7}]}',
    );
    expect(records[0]).toMatchObject({
      subject: '9007199254740993',
      inputs: { age: -0, account: 12345678901234567890n },
    });
  });

  it('are refused with their row where no double has room for them', async () => {
    const { answer, records } = await infer(
      '{"instances":[{"case":"a","x":1e999},{"case":"b","x":1}]}',
      '{"predictions":[{"score":1e999},{"score":0.7}]}',
    );
    expect(answer.rejected.map(({ line }: { line: number }) => line)).toEqual([1]);
    expect(records.map(({ subject }) => subject)).toEqual(['b']);
  });

  it.each(['"x":1e-400', '"x":[0,{"y":-2e-324}]', '"age":0.5e-323000', '"race":1e-400', '"case":1e-400'])(
    'a row with %s, which a double makes 0 of, is refused by name, also after it waited in the store',
    async (member) => {
      const { answer, records } = await infer(
        `{"instances":[{"case":"a",${member}},{"case":"b","x":0e-400}]}`,
        '{"predictions":[{"score":0.7},{"score":0.7}]}',
      );
      expect(answer.rejected).toMatchObject([{ line: 1, code: 'RECORD_FIELD_INVALID' }]);
      expect(records.map(({ subject }) => subject)).toEqual(['b']);
    },
  );

  it('a score too near to zero is told as such', async () => {
    const { answer } = await infer('{"instances":[{"case":"a"}]}', '{"predictions":[{"score":1e-400}]}');
    expect(answer.rejected[0].message).toBe(
      '"score" from output:score is too near to zero for a double; send 0 if it is meant',
    );
  });

  it('no number becomes another one: it is recorded as the double next to it, as a whole number, or refused', async () => {
    const { send, records, changeSetting } = await start();
    await changeSetting(mappingSetting, [MAPPING]);
    const isZero = (text: string): boolean => !/[1-9]/.test(text.split(/[eE]/)[0]!);
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(numberText, jsonStrangeNumber), async (text) => {
        records.length = 0;
        const [request, response] = (['request', 'response'] as const).map((part) => ceHeaders(part, `p${run}`));
        run += 1;
        await send(JSON_TYPE, `{"instances":[{"case":"a","x":${text}}]}`, { ...KSERVE, headers: request });
        const answer = await send(JSON_TYPE, '{"predictions":[{"score":0.7}]}', { ...KSERVE, headers: response });
        const mayBeTaken = Number.isFinite(Number(text)) && isZero(text) === (Number(text) === 0);
        expect(answer.json().accepted).toBe(mayBeTaken ? 1 : 0);
        if (mayBeTaken) expect(records[0]!.inputs).toEqual({ x: exactNumber(text) });
        records.length = 0;
        const sent = exported(withInput({ doubleValue: 'VALUE' })).replace('"VALUE"', text);
        await send(JSON_TYPE, sent);
        expect(records).toHaveLength(mayBeTaken ? 1 : 0);
        if (mayBeTaken) expect(records[0]!.inputs).toEqual({ x: Number(text) });
      }),
      { numRuns: 150 },
    );
  });

  it('a row that is shorter than the mapping thinks has nothing at that place', async () => {
    const { answer, records } = await infer('{"instances":[{"case":"a","x":[1]}]}', '{"predictions":[{"score":0.7}]}', {
      mapping: { ...MAPPING, attributes: { race: 'input:x[2]' } },
    });
    expect(answer.accepted).toBe(1);
    expect(records[0]).toMatchObject({ attributes: { race: null }, inputs: { x: [1] } });
  });

  const byHeader = { ...MAPPING, subject: 'header:x-case', attributes: {} };

  it('a header of several values is named by its place; equal values are one', async () => {
    const bodies = ['{"instances":[{"age":1}]}', '{"predictions":[{"score":0.7}]}'] as const;
    const twice = await infer(...bodies, { mapping: byHeader, metadata: '{"X-Case":["c-1","c-1"]}' });
    expect(twice.records[0]).toMatchObject({ subject: 'c-1' });
    const two = { metadata: '{"X-Case":["c-1","c-2"]}' };
    const unclear = await infer(...bodies, { mapping: byHeader, ...two });
    expect(unclear.answer.rejected[0].message).toBe(
      '"subject" from header:x-case is a list of 2; name one by its place, such as [0]',
    );
    for (const metadata of ['{"X-Case":["c-1","c-2"]}', '{"X-Case":["c-1"]}']) {
      const named = await infer(...bodies, { mapping: { ...byHeader, subject: 'header:x-case[0]' }, metadata });
      expect(named.records[0]).toMatchObject({ subject: 'c-1' });
    }
  });
});
