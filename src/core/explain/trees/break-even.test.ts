import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomCase } from '../../../../test/support/explain/random-trees.js';
import { tablePays } from './break-even.js';

const LAYOUT = { players: 4, outputs: [0], interactions: false };

describe('the break-even of a table', () => {
  it('is passed for good: more rows, or a larger background, never take a table away', () => {
    fc.assert(
      fc.property(
        randomCase({ features: 4, depth: 6, outputs: 1 }),
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 1, max: 5000 }),
        fc.boolean(),
        ({ model }, rows, backgroundRows, interactions) => {
          const demand = { ensemble: model.ensemble, tree: 0, layout: { ...LAYOUT, interactions }, rows };
          for (const background of [0, backgroundRows]) {
            if (!tablePays({ ...demand, backgroundRows: background })) continue;
            expect(tablePays({ ...demand, backgroundRows: background, rows: rows * 2 })).toBe(true);
            if (background > 0) expect(tablePays({ ...demand, backgroundRows: background * 2 })).toBe(true);
          }
          // Nobody says how many: no table that only rows without end would pay for.
          const withoutValues = tablePays({ ...demand, backgroundRows, rows: Number.POSITIVE_INFINITY });
          if (withoutValues) expect(tablePays({ ...demand, backgroundRows, rows: 10_000 })).toBe(true);
          else expect(tablePays({ ...demand, backgroundRows, rows })).toBe(false);
        },
      ),
    );
  });
});
