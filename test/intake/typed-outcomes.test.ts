import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseExact } from '../../src/core/base/exact-json.js';
import { mappings as mappingSetting } from '../../src/domain/intake/mapping-setting.js';
import { decisionLine, nextId, typedRegistry } from '../decisions/support/typed.js';
import { idleService } from '../server/support/idle-service.js';
import { rim } from '../server/support/rim.js';
import { memoryService } from '../support/memory-service.js';
import { ceHeaders } from './support/events.js';
import { protobufExport } from './support/otlp.js';

const NANOSECONDS = '1795341600000000000';

/** The service over HTTP, and what of the last request it took: the outcome as it is on record. */
async function start() {
  const real = await memoryService({}, typedRegistry);
  let taken: unknown[] = [];
  let inputs: unknown;
  const service = idleService({
    ingest: {
      async decisions(body, options) {
        const result = await real.ingest.decisions(body, options);
        const refused = new Set(result.answer.rejected.map(({ line }) => line));
        const parsed = parseExact(lined(new TextDecoder().decode(body))) as Record<string, unknown>[];
        inputs = parsed.at(-1)?.inputs;
        const kept = parsed.filter((_, i) => !refused.has(i + 1));
        taken = kept.map(({ outcome, stage, case: name, list, listSize }) =>
          list !== undefined ? [outcome, list, listSize] : stage === undefined ? outcome : [outcome, stage, name],
        );
        return result;
      },
    },
  });
  const http = await rim(service);
  const authorization = `Bearer ${await http.key('decisions:write')}`;
  const send = async (url: string, type: string, payload: string | Buffer, headers = {}): Promise<unknown[]> => {
    taken = [];
    await http.http.inject({
      method: 'POST',
      url,
      headers: { authorization, 'content-type': type, ...headers },
      payload,
    });
    return taken;
  };
  return { http, send, inputs: () => inputs };
}

/** A body of JSON or of lines as one list. */
const lined = (body: string): string => (body.startsWith('[') ? body : `[${body.trim().split('\n').join(',')}]`);

let world: Awaited<ReturnType<typeof start>>;
beforeAll(async () => {
  world = await start();
});
afterAll(() => world?.http.http.close());

type Decided = number | string;

const otlpValue = (value: Decided): object =>
  typeof value === 'string' ? { stringValue: value } : { doubleValue: value };

const MAPPING = {
  kserve: { service: 'compas', namespace: 'justice' },
  subject: 'input:case',
  outcome: { value: 'output:decided' },
  inputs: 'none',
};

/** What is on record after a decision was sent by each way in; empty where it was refused. */
const WAYS: Readonly<Record<string, (deployment: string, value: Decided) => Promise<unknown[]>>> = {
  lines: (deployment, value) =>
    world.send('/v1/decisions', 'application/x-ndjson', decisionLine(deployment, { outcome: JSON.stringify(value) })),
  list: (deployment, value) =>
    world.send(
      '/v1/decisions',
      'application/json',
      `[${decisionLine(deployment, { outcome: JSON.stringify(value) })}]`,
    ),
  'OpenTelemetry in JSON': (deployment, value) => {
    const attributes = { deployment: 'x', subject: 'case-1', id: nextId() };
    const list = Object.entries({ ...attributes, deployment }).map(([key, text]) => ({
      key: `tribune.decision.${key}`,
      value: { stringValue: text },
    }));
    list.push({ key: 'tribune.decision.outcome', value: otlpValue(value) as { stringValue: string } });
    const logRecords = [{ timeUnixNano: NANOSECONDS, attributes: list }];
    return world.send(
      '/v1/logs',
      'application/json',
      JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }),
    );
  },
  'OpenTelemetry in protobuf': (deployment, value) =>
    world.send(
      '/v1/logs',
      'application/x-protobuf',
      protobufExport([
        {
          time: BigInt(NANOSECONDS),
          attributes: {
            'tribune.decision.deployment': deployment,
            'tribune.decision.subject': 'case-1',
            'tribune.decision.id': nextId(),
            'tribune.decision.outcome': value,
          },
        },
      ]),
    ),
  KServe: async (deployment, value) => {
    await world.http.changeSetting(mappingSetting, [{ ...MAPPING, deployment }]);
    const event = nextId();
    const url = '/v1/ingest/kserve';
    const request = JSON.stringify({ instances: [{ case: 'c-1' }] });
    const response = JSON.stringify({ predictions: [{ decided: value }] });
    await world.send(url, 'application/json', request, ceHeaders('request', event));
    return world.send(url, 'application/json', response, ceHeaders('response', event));
  },
};

describe.each(Object.keys(WAYS))('by %s', (way) => {
  const decided = (deployment: string, value: Decided) => WAYS[way]!(deployment, value);

  it('an amount is recorded as it was sent, or refused', async () => {
    const cents = fc.nat(10 ** 9).map((parts) => parts / 100);
    const other = fc.constantFrom(-1, 0.125, 1e13, 0.001);
    await fc.assert(
      fc.asyncProperty(fc.oneof(cents, other), async (value) => {
        const fits = value >= 0 && value < 1e10 && Math.round(value * 100) / 100 === value;
        expect(await decided('compas/limits', value)).toEqual(fits ? [value] : []);
      }),
      { numRuns: 30 },
    );
    expect(await decided('compas/limits', '1,250.50')).toEqual([]);
  });

  it('a level or class is recorded as declared, and nothing else is', async () => {
    expect(await decided('compas/grades', 'B')).toEqual(['B']);
    expect(await decided('compas/grades', 'b')).toEqual([]);
    expect(await decided('compas/grades', 1)).toEqual([]);
    expect(await decided('compas/triage', 'clinic')).toEqual(['clinic']);
    expect(await decided('compas/prod', 'clinic')).toEqual([]);
    expect(await decided('compas/prod', 1)).toEqual([1]);
  });
});

describe('a stage', () => {
  const step = (attributes: Record<string, string | number>) =>
    world.send(
      '/v1/logs',
      'application/x-protobuf',
      protobufExport([
        {
          time: BigInt(NANOSECONDS),
          attributes: Object.fromEntries(
            Object.entries({ deployment: 'compas/hiring', subject: 'case-1', outcome: 1, ...attributes }).map(
              ([key, value]) => [`tribune.decision.${key}`, value],
            ),
          ),
        },
      ]),
    );

  it('comes by OpenTelemetry with its name and that of its case, which may be a number', async () => {
    expect(await step({ stage: 'screen', case: 4711 })).toEqual([[1, 'screen', '4711']]);
    expect(await step({ stage: 'Screen' })).toEqual([]);
    expect(await step({})).toEqual([]);
  });

  it('is that of the model by KServe, and its case stays out of the inputs', async () => {
    const deployment = 'compas/hiring';
    const mapping = { ...MAPPING, deployment, outcome: 'output:decided', stage: 'offer', case: 'input:application' };
    await world.http.changeSetting(mappingSetting, [{ ...mapping, inputs: 'all' }]);
    const event = nextId();
    const url = '/v1/ingest/kserve';
    const request = JSON.stringify({ instances: [{ case: 'c-1', application: 'a-1', age: 31 }] });
    await world.send(url, 'application/json', request, ceHeaders('request', event));
    const response = JSON.stringify({ predictions: [{ decided: 0 }] });
    const taken = await world.send(url, 'application/json', response, ceHeaders('response', event));
    expect(taken).toEqual([[0, 'offer', 'a-1']]);
    expect(world.inputs()).toEqual({ age: 31 });
  });
});

describe('a candidate of a list', () => {
  const value = (given: string | number | null): object => {
    if (given === null) return {};
    return typeof given === 'string' ? { stringValue: given } : { intValue: String(given) };
  };
  const candidate = (attributes: Record<string, string | number | null>) => {
    const all = Object.entries({ deployment: 'compas/search', subject: 'case-1', ...attributes });
    const list = all.map(([key, given]) => ({ key: `tribune.decision.${key}`, value: value(given) }));
    const logRecords = [{ timeUnixNano: NANOSECONDS, attributes: list }];
    return world.send(
      '/v1/logs',
      'application/json',
      JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }),
    );
  };

  it('comes by OpenTelemetry with its list, which may be a number, and without a value where it was not shown', async () => {
    expect(await candidate({ outcome: 3, list: 'vacancy-17', list_size: 12 })).toEqual([[3, 'vacancy-17', 12]]);
    expect(await candidate({ outcome: null, list: 4711, list_size: 12 })).toEqual([[null, '4711', 12]]);
    expect(await candidate({ outcome: 3, list: 'vacancy-17' })).toEqual([]);
    expect(await candidate({ list: 'vacancy-17', list_size: 12 })).toEqual([]);
  });

  it('is one of the rows of an inference by KServe, and its list stays out of the inputs', async () => {
    const mapping = {
      ...MAPPING,
      deployment: 'compas/search',
      outcome: { value: 'output:rank' },
      list: 'input:query',
      listSize: 'input:pool',
      inputs: 'all',
    };
    await world.http.changeSetting(mappingSetting, [mapping]);
    const event = nextId();
    const url = '/v1/ingest/kserve';
    const row = { query: 'q-1', pool: 2, age: 31 };
    const instances = [
      { ...row, case: 'c-1' },
      { ...row, case: 'c-2' },
    ];
    await world.send(url, 'application/json', JSON.stringify({ instances }), ceHeaders('request', event));
    const response = JSON.stringify({ predictions: [{ rank: 1 }, { rank: null }] });
    const taken = await world.send(url, 'application/json', response, ceHeaders('response', event));
    expect(taken).toEqual([
      [1, 'q-1', 2],
      [null, 'q-1', 2],
    ]);
    expect(world.inputs()).toEqual({ pool: 2, age: 31 });
    await expect(world.http.changeSetting(mappingSetting, [{ ...mapping, listSize: undefined }])).rejects.toThrow(
      '`list:` and `listSize:` are of rankings: give both',
    );
  });
});
