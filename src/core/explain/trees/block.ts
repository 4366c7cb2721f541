import { orOutcomes, type Run, type TreeEnsemble } from '../../models/index.js';

/**
 * Rows are explained in blocks: the block's columns, patterns and sums then stay in the caches while all trees pass by.
 * 256 was measured best of 64 to 1,024 on model B of the notes.
 */
export const BLOCK_ROWS = 256;

/** Values of `count` rows as columns, `columns[column * BLOCK_ROWS + row]`, rounded as the source library rounds. */
export interface Block {
  readonly columns: Float64Array;
  readonly count: number;
}

/** What a walk over units needs of a tree; both the plan and the compiled tree have it. */
export interface UnitTree {
  readonly root: number;
  readonly unitAt: Int32Array;
  readonly units: readonly { readonly depth: number; readonly inner: Int32Array }[];
}

/** Scratch for the patterns of a walk: one run of a block per level above the units and one for the unit itself. */
export const patternScratch = (levels: number): Uint16Array => new Uint16Array((levels + 2) * BLOCK_ROWS);

/**
 * Calls `visit` with every unit of a tree and the patterns of the block's rows in it. The outcomes above a unit are formed
 * once for all units below.
 */
export function walkUnits(
  ensemble: TreeEnsemble,
  tree: UnitTree,
  rows: { block: Block; scratch: Uint16Array },
  visit: (unit: number, patterns: Run<Uint16Array>) => void,
): void {
  const { block, scratch } = rows;
  const test = (node: number, bit: number, from: number, to: number): void =>
    orOutcomes(ensemble, node, 1 << bit, {
      column: { array: block.columns, start: ensemble.feature[node]! * BLOCK_ROWS },
      source: { array: scratch, start: from },
      target: { array: scratch, start: to },
      count: block.count,
    });
  const descend = (node: number, depth: number): void => {
    const here = depth * BLOCK_ROWS;
    const below = here + BLOCK_ROWS;
    const index = tree.unitAt[node - tree.root]!;
    if (index < 0) {
      test(node, depth, here, below);
      descend(ensemble.left[node]!, depth + 1);
      descend(ensemble.right[node]!, depth + 1);
      return;
    }
    const { inner } = tree.units[index]!;
    for (let i = 0; i < inner.length; i++) test(inner[i]!, depth + i, i === 0 ? here : below, below);
    visit(index, { array: scratch, start: inner.length === 0 ? here : below });
  };
  scratch.fill(0, 0, BLOCK_ROWS);
  descend(tree.root, 0);
}
