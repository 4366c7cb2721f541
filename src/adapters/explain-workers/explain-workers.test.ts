import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ExplainOptions } from '../../core/explain/index.js';
import { compileExplainer, explain } from '../../core/explain/index.js';
import { type Matrix, matrixFromRows, readModel } from '../../core/models/index.js';
import { createGenerator } from '../../core/stats/index.js';
import { explainWithWorkers } from './index.js';
import { joinParts } from './join-parts.js';

/** Threads run the built program (`npm test` builds first). */
const workerUrl = pathToFileURL(
  resolve(import.meta.dirname, '../../../dist/adapters/explain-workers/explain-worker.js'),
);
const random = createGenerator('workers');
const COLUMNS = 5;
const INNER = 15;

/** A full tree of depth 4 in heap order: the children of node i are 2i + 1 and 2i + 2. */
function tree(): object {
  const size = 2 * INNER + 1;
  const inner = (i: number): boolean => i < INNER;
  const nodes = Array.from({ length: size }, (_, i) => i);
  const cover = new Array<number>(size).fill(1);
  for (let i = INNER - 1; i >= 0; i--) cover[i] = cover[2 * i + 1]! + cover[2 * i + 2]!;
  return {
    childrenLeft: nodes.map((i) => (inner(i) ? 2 * i + 1 : -1)),
    childrenRight: nodes.map((i) => (inner(i) ? 2 * i + 2 : -1)),
    feature: nodes.map((i) => (inner(i) ? random.nextInteger(COLUMNS) : -2)),
    threshold: nodes.map(() => random.nextNormal()),
    value: nodes.map(() => [random.nextNormal()]),
    cover,
  };
}

const model = new TextEncoder().encode(
  JSON.stringify({
    kind: 'tree-ensemble',
    numOutputs: 1,
    baseOffset: [0.5],
    link: 'logit',
    featureNames: Array.from({ length: COLUMNS }, (_, j) => `x${j}`),
    trees: Array.from({ length: 6 }, tree),
  }),
);
const normal = (rows: number): Matrix => ({
  data: Float64Array.from({ length: rows * COLUMNS }, () => random.nextNormal()),
  rows,
  columns: COLUMNS,
});
const rows = normal(101);
const background = normal(20);

const cases: [string, ExplainOptions][] = [
  ['path-dependent', { method: 'path-dependent' }],
  ['interventional', { background, groups: { pair: ['x0', 'x3'] } }],
  ['interaction values', { background, interactions: true }],
  ['trees whose tables are made and dropped', { background, maxTableBytes: 0 }],
  ['sampling', { method: 'sampling', scale: 'linked', background, seed: 7, evaluations: 20_000 }],
];

describe('explaining on several threads', () => {
  it.each(cases)('gives the bits of one thread: %s', async (_, options) => {
    const alone = explain(readModel(model), rows, options);
    for (const workers of [2, 3]) {
      expect(await explainWithWorkers(model, rows, options, { workers, workerUrl })).toEqual(alone);
    }
  });

  it('takes no more threads than rows', async () => {
    const one = { ...rows, data: rows.data.slice(0, COLUMNS), rows: 1 };
    const none = matrixFromRows([], COLUMNS);
    const missing = new URL('file:///there/is/no/worker.js');
    expect((await explainWithWorkers(model, one, {}, { workers: 8, workerUrl: missing })).rows).toBe(1);
    expect((await explainWithWorkers(model, none, {}, { workers: 8, workerUrl: missing })).rows).toBe(0);
  });

  it('names a bad value by its row in the whole batch', async () => {
    const data = rows.data.slice();
    data[90 * COLUMNS + 2] = Number.NaN;
    await expect(explainWithWorkers(model, { ...rows, data }, {}, { workers: 2, workerUrl })).rejects.toMatchObject({
      code: 'DATA_VALUE_INVALID',
      message: expect.stringContaining('row 90, column "x2"'),
    });
  });

  it('passes errors on as they are', async () => {
    const options: ExplainOptions = { method: 'interventional' };
    await expect(explainWithWorkers(model, rows, options, { workers: 2, workerUrl })).rejects.toMatchObject({
      name: 'TribuneError',
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('background'),
      remedy: expect.stringContaining('as the background'),
      reason: 'background-missing',
    });
  });

  it('is INTERNAL when a thread dies', async () => {
    const url = new URL('data:text/javascript,process.exit(3)');
    await expect(explainWithWorkers(model, rows, {}, { workers: 2, workerUrl: url })).rejects.toMatchObject({
      code: 'INTERNAL',
      message: expect.stringContaining('code 3'),
    });
  });

  it.each([0, 1.5, 65])('refuses %d workers', async (workers) => {
    await expect(explainWithWorkers(model, rows, {}, { workers })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('joins parts into the whole', () => {
    const parts = [rows.data.slice(0, 40 * COLUMNS), rows.data.slice(40 * COLUMNS)].map((data) =>
      explain(
        readModel(model),
        { data, rows: data.length / COLUMNS, columns: COLUMNS },
        { background, expectedRows: rows.rows },
      ),
    );
    expect(joinParts(parts)).toEqual(explain(readModel(model), rows, { background }));
  });

  it.each(['integrated-gradients', 'rescale'] as const)('joins how far off values of %s may be', (method) => {
    const network = {
      ...{ kind: 'network', featureNames: ['a', 'b'], numOutputs: 1, link: 'identity' },
      inputs: [
        { shape: 'number', mean: 0, scale: 1 },
        { shape: 'number', mean: 0, scale: 1 },
      ],
      layers: [
        { weights: [[2, -1]], bias: [0], activation: 'tanh' },
        { weights: [[1]], bias: [0], activation: 'identity' },
      ],
    };
    // Later rows are farther away: the first part alone would say too little of both.
    const people = matrixFromRows(Array.from({ length: 24 }, (_, i) => [i / 8, 1]));
    const near = matrixFromRows([
      [0, 0],
      [0.1, 1],
    ]);
    const explainer = compileExplainer(readModel(new TextEncoder().encode(JSON.stringify(network))), {
      method,
      background: near,
    });
    const parts = [0, 12].map((from) => {
      const data = people.data.slice(2 * from, 2 * (from + 12));
      return explainer.explain({ data, rows: 12, columns: 2 }, { firstRow: from, batchRows: 24 });
    });
    expect(joinParts(parts)).toEqual(explainer.explain(people));
  });
});
