import { expect, test } from 'vitest';
import { createGenerator } from '../../stats/index.js';
import { CellColumnsBuilder } from './cell-columns-builder.js';
import { compareCells } from './order.js';
import type { TallyCell } from './types.js';

const CELLS = 60_000;

function cellsInAnyOrder(): TallyCell[] {
  const generator = createGenerator(20261130);
  return Array.from({ length: CELLS }, (_, i) => {
    const drawn = generator.nextUniform();
    const wide = BigInt(i) * 2n ** 70n;
    return {
      values: [['f', 'm', null][i % 3]!, `list ${Math.floor(drawn * 40)}`],
      label: null,
      prediction: drawn < 0.5 ? 0 : 1,
      score: i % 11 === 0 ? null : Math.floor(generator.nextUniform() * CELLS),
      rows: i,
      weight: wide,
      weightSquares: wide + 1n,
      scoreSum: -wide,
      scoreSquares: wide + 3n,
      errorSquares: 0n,
    };
  });
}

test('cells are put in order with pauses, and as without', () => {
  const cells = cellsInAnyOrder();
  const builders = [new CellColumnsBuilder(), new CellColumnsBuilder()] as const;
  for (const builder of builders) for (const cell of cells) builder.add(cell);
  const steps = builders[0].finishInSteps();
  let [pauses, step] = [0, steps.next()];
  for (; !step.done; step = steps.next()) pauses += 1;
  // Each of ten passes over the cells is seven stretches of 8,192.
  expect(pauses).toBeGreaterThan(60);
  const columns = step.value;
  const { sums, ...plain } = columns;
  const { sums: sumsAtOnce, ...plainAtOnce } = builders[1].finish();
  expect(plain).toEqual(plainAtOnce);
  const sorted = cells.toSorted(compareCells);
  const values = columns.lists;
  const isPlaced = sorted.every(
    (cell, i) =>
      values[columns.list[i]!]!.join() === cell.values.join() &&
      columns.rows[i] === cell.rows &&
      sums.weight.at(i) === cell.weight &&
      sums.scoreSum.at(i) === cell.scoreSum &&
      sumsAtOnce.scoreSquares.at(i) === cell.scoreSquares,
  );
  expect(isPlaced).toBe(true);
});
