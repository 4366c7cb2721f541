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

  it('of one input are the whole difference to the mean, for which nothing is asked', () => {
    const [one, ten] = [makePlayers(['a']), matrixFromRows([[1], [2], [6]])];
    const scores = { prediction: Float64Array.of(10), people: Float64Array.of(1, 4, 7) };
    const game = drawnGame(Float64Array.of(9), { matrix: ten, known: scores }, one, {
      ...{ seed: 's', stream: 0, outputs: 1, evaluations: 100 },
    });
    expect(game.next().value).toEqual({
      ...{ values: Float64Array.of(6), standardErrors: Float64Array.of(0), evaluations: 0, converged: true },
    });
  });

  it('have the standard errors of a sum, whose values differ by the people alone', () => {
    // Of a sum of inputs each chain gives w (x - b), so a mean over m people who are drawn has the error w sd(b) / sqrt(m).
    const weights = [3, -2, 0.5, 1, -1];
    const sumOf = (rows: Matrix) =>
      Float64Array.from({ length: rows.rows }, (_, r) =>
        weights.reduce((sum, weight, j) => sum + weight * rows.data[r * 5 + j]!, 0),
      );
    const own: Matrix = { data: row, rows: 1, columns: 5 };
    const all = { matrix: people, known: { prediction: sumOf(own), people: sumOf(people) } };
    const given = { seed: 's', stream: 1, outputs: 1, evaluations: 2560, tolerance: 0 };
    const { standardErrors } = runEvaluations(drawnGame(row, all, players, given), sumOf);
    const drawnPeople = 2560 / 8;
    names.forEach((_, j) => {
      const column = Array.from({ length: people.rows }, (_row, r) => people.data[r * 5 + j]!);
      const mean = column.reduce((sum, one) => sum + one, 0) / column.length;
      const deviation = Math.sqrt(column.reduce((sum, one) => sum + (one - mean) ** 2, 0) / column.length);
      const closed = (Math.abs(weights[j]!) * deviation) / Math.sqrt(drawnPeople);
      // Sixteen rounds tell a standard error to within a fifth; three times that is never missed.
      expect(standardErrors[j]! / closed).toBeGreaterThan(0.4);
      expect(standardErrors[j]! / closed).toBeLessThan(1.6);
    });
  });

  it('need a budget for eight rounds of one person', () => {
    expect([drawnAtOnce(30, 20_000), drawnAtOnce(5, 64), drawnAtOnce(5, 63)]).toEqual([21, 1, 0]);
    expect(() => drawn(0, 63)).toThrow(/sampling 5 players needs 64 evaluations/);
  });
});
