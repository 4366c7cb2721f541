import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathDependentOracle } from '../../../../test/support/explain/path-dependent-oracle.js';
import { randomCase } from '../../../../test/support/explain/random-trees.js';
import { makePlayers } from '../base/players.js';
import { distinctRows, runEvaluations } from '../games/coalitions.js';
import { exactGame } from '../games/exact.js';
import { compileTreeExplainer } from './explainer.js';

const GROUPS = { pair: ['f0', 'f2'] };
const near = (actual: ArrayLike<number>, expected: ArrayLike<number>): void => {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(Math.abs(actual[i]! - expected[i]!)).toBeLessThan(1e-11);
};

describe('tree explanations of random ensembles', () => {
  for (const maxTableBytes of [2 ** 20, 0]) {
    const label = maxTableBytes === 0 ? 'without kept tables' : 'by tables';

    it(`interventional values and interactions, ${label}, equal all coalitions, grouped too`, () => {
      fc.assert(
        fc.property(
          randomCase({ features: 4, depth: 5, outputs: 2 }),
          fc.boolean(),
          ({ model, rows, background }, grouped) => {
            const groups = grouped ? GROUPS : undefined;
            const players = makePlayers(model.featureNames, groups);
            const options = { method: 'interventional' as const, background, maxTableBytes, ...(groups && { groups }) };
            const plain = compileTreeExplainer(model, options).explain(rows);
            const paired = compileTreeExplainer(model, { ...options, interactions: true }).explain(rows);
            near(paired.values, plain.values);
            for (let r = 0; r < rows.rows; r++) {
              const row = rows.data.subarray(r * 4, r * 4 + 4);
              const game = runEvaluations(
                exactGame(row, distinctRows(background), players, { outputs: 2, interactions: true }),
                model.predictRaw,
              );
              const width = players.names.length * 2;
              near(plain.values.subarray(r * width, (r + 1) * width), game.values);
              const square = width * players.names.length;
              near(paired.interactions!.subarray(r * square, (r + 1) * square), game.interactions!);
            }
          },
        ),
        { numRuns: 60 },
      );
    });

    it(`path-dependent values, ${label}, equal all coalitions, zero cover and groups included`, () => {
      fc.assert(
        fc.property(randomCase({ features: 4, depth: 5, outputs: 1 }), fc.boolean(), ({ model, rows }, grouped) => {
          const groups = grouped ? GROUPS : undefined;
          const players = makePlayers(model.featureNames, groups);
          // A root without cover has no expected value: such a tree says nothing about unknown features.
          fc.pre(model.ensemble.treeOutput.every((_, t) => model.ensemble.cover![model.ensemble.treeStart[t]!]! > 0));
          const options = { method: 'path-dependent' as const, maxTableBytes, ...(groups && { groups }) };
          const plain = compileTreeExplainer(model, options).explain(rows);
          const paired = compileTreeExplainer(model, { ...options, interactions: true }).explain(rows);
          near(paired.values, plain.values);
          for (let r = 0; r < rows.rows; r++) {
            const expected = pathDependentOracle(
              model,
              rows.data.subarray(r * 4, r * 4 + 4),
              players.ofFeature,
              players.names.length,
            );
            near(plain.values.subarray(r * players.names.length, (r + 1) * players.names.length), expected.flat());
          }
        }),
        { numRuns: 60 },
      );
    });
  }

  it('gives the same numbers for some outputs as for all', () => {
    fc.assert(
      fc.property(randomCase({ features: 3, depth: 3, outputs: 3 }), ({ model, rows, background }) => {
        const all = compileTreeExplainer(model, { method: 'interventional', background }).explain(rows);
        const some = compileTreeExplainer(model, { method: 'interventional', background, outputs: [2, 0] }).explain(
          rows,
        );
        for (let i = 0; i < rows.rows * 3; i++)
          near(some.values.subarray(2 * i, 2 * i + 2), [all.values[3 * i + 2]!, all.values[3 * i]!]);
      }),
      { numRuns: 30 },
    );
  });

  it('does not depend on how rows are batched', () => {
    fc.assert(
      fc.property(randomCase({ features: 3, depth: 4, outputs: 1 }), ({ model, rows, background }) => {
        const explainer = compileTreeExplainer(model, { method: 'interventional', background });
        const whole = explainer.explain(rows);
        for (let r = 0; r < rows.rows; r++) {
          const one = explainer.explain({ data: rows.data.slice(r * 3, r * 3 + 3), rows: 1, columns: 3 });
          expect(one.values).toEqual(whole.values.slice(r * 3, r * 3 + 3));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('asked about few rows make no table, and say the same', () => {
    fc.assert(
      fc.property(randomCase({ features: 4, depth: 5, outputs: 2 }), ({ model, rows, background }) => {
        for (const options of [
          { method: 'interventional', background } as const,
          { method: 'path-dependent' } as const,
        ]) {
          const many = compileTreeExplainer(model, options);
          const few = compileTreeExplainer(model, { ...options, expectedRows: 1 });
          if (model.ensemble.maxDepth > 0) expect(few.tableBytes).toBeLessThan(many.tableBytes);
          near(few.explain(rows).values, many.explain(rows).values);
        }
      }),
      { numRuns: 60 },
    );
  });
});
