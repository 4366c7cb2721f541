import { describe, expect, it } from 'vitest';
import { type Matrix, matrixFromRows } from '../../models/index.js';
import { createGenerator } from '../../stats/index.js';
import { makePlayers } from '../base/players.js';
import { distinctRows, runEvaluations } from './coalitions.js';
import { drawnAtOnce, drawnGame } from './drawn.js';
import { exactGame } from './exact.js';

const names = ['a', 'b', 'c', 'd', 'e'];
const players = makePlayers(names, undefined);
/** A score with interactions of two and three inputs. */
const scoreOf = ([a, b, c, d, e]: readonly number[]): number => a! * b! + Math.max(c!, d!) - 0.5 * a! * c! * e! + e!;
const predict = (rows: Matrix): Float64Array =>
  Float64Array.from({ length: rows.rows }, (_, r) =>
    scoreOf(Array.from(rows.data.subarray(r * rows.columns, (r + 1) * rows.columns))),
  );
const random = createGenerator('drawn people', 0);
const people = matrixFromRows(Array.from({ length: 400 }, () => names.map(() => random.nextUniform() * 2 - 0.5)));
const row = Float64Array.of(1.2, 0.7, -0.4, 0.9, 1.6);
const known = { prediction: Float64Array.of(scoreOf(Array.from(row))), people: predict(people) };
const drawn = (stream: number, evaluations: number) =>
  runEvaluations(
    drawnGame(row, { matrix: people, known }, players, { seed: 's', stream, outputs: 1, evaluations, tolerance: 0 }),
    predict,
  );
const exact = runEvaluations(exactGame(row, distinctRows(people), players, { outputs: 1 }), predict).values;
const base = known.people.reduce((sum, one) => sum + one, 0) / people.rows;

describe('Shapley values against people who are drawn', () => {
  it('add up to the prediction minus the mean of all people, not of those drawn', () => {
    const { values, evaluations } = drawn(0, 640);
    expect(values.reduce((sum, one) => sum + one, 0)).toBeCloseTo(known.prediction[0]! - base, 12);
    expect(evaluations).toBeLessThanOrEqual(640);
  });

  it('lie around the exact ones as their standard errors say', () => {
    const runs = Array.from({ length: 100 }, (_, stream) => drawn(stream, 1280));
    names.forEach((_, p) => {
      const mean = runs.reduce((sum, { values }) => sum + values[p]!, 0) / runs.length;
      const spread = Math.sqrt(runs.reduce((sum, { values }) => sum + (values[p]! - exact[p]!) ** 2, 0) / runs.length);
      const stated = Math.sqrt(
        runs.reduce((sum, { standardErrors }) => sum + standardErrors[p]! ** 2, 0) / runs.length,
      );
      expect(Math.abs(mean - exact[p]!)).toBeLessThan((4 * spread) / Math.sqrt(runs.length) + 1e-12);
      // What is stated never falls short of what is seen, of which 100 runs tell to within a seventh.
      expect(spread / stated).toBeLessThan(1.2);
      const within = runs.filter(
        ({ values, standardErrors }) => Math.abs(values[p]! - exact[p]!) <= 3 * standardErrors[p]!,
      );
      expect(within.length / runs.length).toBeGreaterThan(0.97);
    });
  });

  it('come closer with the budget, and to the last bit again', () => {
    const error = (evaluations: number) =>
      Math.max(...drawn(3, evaluations).values.map((value, p) => Math.abs(value - exact[p]!)));
    expect(error(60_000)).toBeLessThan(error(640) / 3);
    expect(drawn(7, 640)).toEqual(drawn(7, 640));
  });

  it('need a budget for eight rounds of one person', () => {
    expect([drawnAtOnce(30, 20_000), drawnAtOnce(5, 64), drawnAtOnce(5, 63)]).toEqual([21, 1, 0]);
    expect(() => drawn(0, 63)).toThrow(/sampling 5 players needs 64 evaluations/);
  });
});
