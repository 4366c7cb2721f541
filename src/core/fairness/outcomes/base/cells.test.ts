import { expect, it } from 'vitest';
import { type CountedCell, sumCountedCells } from './cells.js';

it('a tally of more cells than it may have is refused, and cells of one key are one', () => {
  const cell = (value: string): CountedCell => ({ values: [value], rows: 1, people: 2 });
  const rules = { keyOf: ({ values }: CountedCell) => values.join(), compare: () => 0, most: 2 };
  expect(sumCountedCells(rules, [cell('a'), cell('b')], [cell('a')])).toEqual([
    { values: ['a'], rows: 2, people: 4 },
    { values: ['b'], rows: 1, people: 2 },
  ]);
  expect(() => sumCountedCells(rules, [cell('a'), cell('b'), cell('c')])).toThrow('there are more than 2 cells');
});
