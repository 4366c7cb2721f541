import { type OutcomeRun, orOutcomes, type TreeEnsemble } from '../../models/index.js';
import { STEP, VISIT } from './plan.js';

/** Values of `count` rows as columns, `columns[column * stride + row]`, rounded as the source library rounds. */
export interface Block {
  readonly columns: Float64Array;
  readonly count: number;
  /** Room for rows per column, also in patterns and sums. */
  readonly stride: number;
}

/** Scratch for the patterns of a walk: one run of a block per level above the units and one for the unit itself. */
export const patternScratch = (levels: number, stride: number): Uint16Array => new Uint16Array((levels + 2) * stride);

/**
 * Leads a block of rows through a tree and calls `visit` with every unit and the index in `scratch` at which the patterns of the block's
 * rows start. The outcomes above a unit are computed once for all units below.
 */
export function walkUnits(
  ensemble: TreeEnsemble,
  steps: Int32Array,
  rows: { block: Block; scratch: Uint16Array },
  visit: (unit: number, start: number) => void,
): void {
  const { block, scratch } = rows;
  const { stride } = block;
  const run: OutcomeRun = { columns: block.columns, patterns: scratch, count: block.count, start: 0, from: 0, to: 0 };
  scratch.fill(0, 0, stride);
  for (let s = 0; s < steps.length; s += STEP) {
    const node = steps[s]!;
    run.from = steps[s + 2]! * stride;
    if (node === VISIT) {
      visit(steps[s + 1]!, run.from);
      continue;
    }
    run.start = ensemble.feature[node]! * stride;
    run.to = steps[s + 3]! * stride;
    orOutcomes(ensemble, node, steps[s + 1]!, run);
  }
}
