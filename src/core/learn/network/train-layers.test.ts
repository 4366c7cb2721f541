import { describe, expect, it } from 'vitest';
import { referenceDesign } from '../../../../test/support/learn/designs.js';
import { hasShared, sharedJson } from '../../../../test/support/shared.js';
import { createGenerator } from '../../stats/index.js';
import { makeDataset, measure } from '../index.js';
import { encode, makeDesign } from '../linear/index.js';
import { arraysOf, drawLayers, type Layers, zerosLike } from './layers.js';
import { LOG_LOSS, Passes, type RowLoss, SQUARED_LOSS } from './passes.js';
import { meanGradient, trainLayers } from './train-layers.js';

/** People with numbers, gaps and towns. */
function people(rows: number) {
  const random = createGenerator('network');
  const x = Float64Array.from({ length: rows }, () => (random.nextUniform() < 0.1 ? Number.NaN : random.nextNormal()));
  const y = x.map(() => random.nextUniform());
  const town = x.map(() => random.nextInteger(4));
  const target = x.map((value, r) => +((value || 0) * (town[r]! - 1.5) + y[r]! > 0.5));
  return makeDataset({
    columns: [
      { name: 'x', values: x },
      { name: 'y', values: y },
      { name: 'town', values: town, categories: ['a', 'b', 'c', 'd'] },
    ],
    target,
  });
}

describe('a network', () => {
  it.each<[string, RowLoss, boolean]>([
    ['log-loss', LOG_LOSS, false],
    ['log-loss with weights', LOG_LOSS, true],
    ['squared error', SQUARED_LOSS, true],
  ])('has the gradient of finite differences: %s', (_, loss, isWeighted) => {
    const data = people(60);
    const design = makeDesign(data, encode(data, true));
    const layers = drawLayers([design.width, 5, 3, 1], createGenerator(4));
    const rows = Int32Array.from({ length: 60 }, (_row, r) => r);
    const weights = isWeighted ? Float64Array.from(rows, (r) => (r % 4) / 2) : null;
    const question = { target: data.target, weights, loss };
    const l2 = 0.3;
    const passes = new Passes(design, layers);
    const penalised = (): number =>
      (passes.addGradient(rows, question, zerosLike(layers)) +
        (l2 / 2) * layers.weights.reduce((sum, own) => sum + own.reduce((s, w) => s + w * w, 0), 0)) /
      rows.length;
    const gradient: Layers = zerosLike(layers);
    passes.addGradient(rows, question, gradient);
    meanGradient(gradient, layers, { rows: rows.length, l2 });
    const step = 1e-6;
    let largest = 0;
    arraysOf(layers).forEach((values, a) => {
      for (let i = 0; i < values.length; i++) {
        const kept = values[i]!;
        values[i] = kept + step;
        const above = penalised();
        values[i] = kept - step;
        const below = penalised();
        values[i] = kept;
        largest = Math.max(largest, Math.abs((above - below) / (2 * step) - arraysOf(gradient)[a]![i]!));
      }
    });
    expect(largest).toBeLessThan(1e-8);
  });
});

interface Bands {
  readonly sets: Record<string, { band: Record<string, readonly [number, number]> }>;
}

/** `TRIBUNE_LONG=1` learns five networks of Adult and of the law schools, too. */
const SETS: readonly [string, number][] = [
  ['compas', 64],
  ['german', 64],
  ...(process.env.TRIBUNE_LONG === undefined
    ? []
    : ([
        ['law', 200],
        ['adult', 200],
      ] as [string, number][])),
];

describe.skipIf(!hasShared)('a network is as good as that of the reference', () => {
  it.each(SETS)('%s', (set, batch) => {
    const { train, test } = referenceDesign(set);
    const { band } = sharedJson<Bands>('reference/mitigation/mlp-bands.json').sets[set]!;
    const encoding = encode(train, true);
    const [design, other] = [makeDesign(train, encoding), makeDesign(test, encoding)];
    const seeds = [0, 1, 2, 3, 4];
    const found = seeds.map((seed) => {
      const { layers } = trainLayers(
        {
          design,
          target: train.target,
          weights: null,
          loss: LOG_LOSS,
          penalty: null,
          strata: null,
          seed,
          progress: () => {},
        },
        { hidden: [32], epochs: 30, batch, rate: 1e-3, l2: 1e-3, patience: 0, validation: 0.1 },
      );
      const scores = new Passes(other, layers).scores(Int32Array.from({ length: other.rows }, (_, r) => r));
      return measure(
        scores.map((s) => 1 / (1 + Math.exp(-s))),
        test.target,
        'binary',
      );
    });
    const mean = (of: (one: (typeof found)[0]) => number): number =>
      found.reduce((sum, one) => sum + of(one), 0) / found.length;
    const [worst, best] = band.test_log_loss!;
    const width = Math.abs(best - worst);
    expect(mean((one) => one.logLoss!)).toBeLessThan(Math.max(worst, best) + width);
    expect(mean((one) => one.auc!)).toBeGreaterThan(band.test_auc![0] - (band.test_auc![1] - band.test_auc![0]));
  });
});
