import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readForeign } from './index.js';

const mlflow: unknown = JSON.parse(readFileSync(new URL('../testdata/mlflow-run.json', import.meta.url), 'utf8'));

/** Events as the specification of OpenLineage (2-0-2) writes them. */
const event = (eventType: string, eventTime: string, more: object = {}) => ({
  eventType,
  eventTime,
  run: { runId: '0193f7c2-6a55-7d1e-9f10-7b8e2c4d5a60' },
  job: {
    namespace: 'training',
    name: 'credit',
    facets: {
      sourceCodeLocation: {
        type: 'git',
        url: 'https://git.example/credit/train.py',
        repoUrl: 'https://git.example/credit',
        path: 'train.py',
        version: '3f2c9d1',
      },
    },
  },
  producer: 'https://example.org/scheduler',
  schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
  ...more,
});
const SNAPSHOT = 'e'.repeat(64);
const EVENTS = [
  event('START', '2026-11-01T10:00:00+01:00', {
    inputs: [
      {
        namespace: 's3://bucket',
        name: 'applicants',
        facets: { version: { datasetVersion: SNAPSHOT } },
        inputFacets: { dataQualityMetrics: { rowCount: 1000 } },
      },
      { namespace: 's3://bucket', name: 'labels', facets: { version: { datasetVersion: 'v7' } } },
    ],
  }),
  event('COMPLETE', '2026-11-01T11:00:00+01:00', {
    inputs: [{ namespace: 's3://bucket', name: 'labels', facets: { version: { datasetVersion: 'v7' } } }],
    outputs: [{ namespace: 'models', name: 'credit' }],
  }),
];

describe('documents of other programs', () => {
  it('a run of MLflow 3 as it writes it: code by its tags, data by its inputs', () => {
    expect(readForeign('mlflow', mlflow)).toEqual({
      name: 'credit-2026-11',
      startedAt: expect.stringMatching(/^2026-11-30T11:/),
      endedAt: expect.stringMatching(/^2026-11-30T11:/),
      code: { repository: 'https://git.example/credit', commit: '3f2c9d1', path: 'train.py', digest: null },
      data: [
        { namespace: 's3', name: 'applicants-2026-11', version: 'f09ff602', digest: null, role: 'training', rows: 3 },
      ],
      parameters: { max_depth: '3' },
      cut: { parameters: 0, values: 0 },
    });
  });

  it('counts parameters that stand in the document alone, and refuses names that would be another when cut', () => {
    const run = (params: object[], name = 'applicants') => ({
      info: { run_id: 'r', run_name: 'many' },
      data: { params },
      inputs: { dataset_inputs: [{ dataset: { name, digest: 'f0', source_type: 's3' } }] },
    });
    const params = Array.from({ length: 502 }, (_, i) => ({ key: `p${i}`, value: i === 0 ? 'x'.repeat(2001) : '1' }));
    const read = readForeign('mlflow', run(params));
    expect([Object.keys(read.parameters).length, read.parameters.p0!.toString().length]).toEqual([500, 2000]);
    expect(read.cut).toEqual({ parameters: 2, values: 1 });
    expect(() => readForeign('mlflow', run([], 'n'.repeat(401)))).toThrow(
      '"name" has 401 characters, more than 400: nnn',
    );
    expect(() => readForeign('mlflow', run([{ key: 'k'.repeat(401), value: '1' }]))).toThrow('"parameter" has 401');
  });

  it('events of one run of OpenLineage, each adding to the others', () => {
    expect(readForeign('openlineage', EVENTS)).toEqual({
      name: 'training/credit',
      startedAt: '2026-11-01T09:00:00.000Z',
      endedAt: '2026-11-01T10:00:00.000Z',
      code: { repository: 'https://git.example/credit', commit: '3f2c9d1', path: 'train.py', digest: null },
      data: [
        {
          namespace: 's3://bucket',
          name: 'applicants',
          version: null,
          digest: `sha256:${SNAPSHOT}`,
          role: 'input',
          rows: 1000,
        },
        { namespace: 's3://bucket', name: 'labels', version: 'v7', digest: null, role: 'input', rows: null },
      ],
      parameters: {},
      cut: { parameters: 0, values: 0 },
    });
    expect(readForeign('openlineage', EVENTS[1]).startedAt).toBeNull();
  });

  it('reads nothing out of a document of something else, and bounds what it keeps', () => {
    expect(() => readForeign('mlflow', { run: { data: {} } })).toThrow('holds no run of MLflow');
    expect(() => readForeign('mlflow', null)).toThrow('holds no run of MLflow');
    expect(() => readForeign('openlineage', [])).toThrow('holds no run event of OpenLineage');
    expect(() => readForeign('openlineage', [EVENTS[0], { ...EVENTS[1], run: { runId: 'x' } }])).toThrow(
      'of several runs',
    );
    expect(() => readForeign('openlineage', { ...EVENTS[0], junk: 'x'.repeat(300_000) })).toThrow('more than 262144');
    let deep: object = {};
    for (let i = 0; i < 100; i++) deep = { deep };
    expect(() => readForeign('openlineage', { ...EVENTS[0], deep })).toThrow('nested deeper than 64');
    const inputs = Array.from({ length: 201 }, (_, i) => ({ namespace: 'n', name: `data ${i}` }));
    expect(() => readForeign('openlineage', { ...EVENTS[0], inputs })).toThrow('names 201 data sets');
  });

  it('takes names from the prototype and other types for nothing', () => {
    const hostile = JSON.parse(
      '{"run":{"info":{"run_id":"a","run_name":{"toString":1},"start_time":"x"},"data":{"tags":[null,1,{"key":"__proto__","value":"v"}],"params":[{"key":"__proto__","value":"v"}]},"inputs":{"dataset_inputs":[{"dataset":{"name":7}},{"dataset":null}]}}}',
    );
    const run = readForeign('mlflow', hostile);
    expect(run).toMatchObject({ name: 'a', startedAt: null, code: null, data: [] });
    expect(Object.keys(run.parameters)).toEqual(['__proto__']);
  });
});
