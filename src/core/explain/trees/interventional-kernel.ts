import type { TreeEnsemble } from '../../models/index.js';
import type { Block } from './block.js';
import { type Kernel, openBackgroundKernel } from './kernel/kernel.js';
import { AT, MOST } from './kernel/layout.js';
import { loadSegment, segmentsOf } from './kernel/segments.js';
import { addGroup, type Group, groupsOf, loadEntries, loadPlayers } from './kernel-groups.js';
import type { Layout } from './unit-tables.js';
import { betaWeights } from './weights.js';

const WORD = 32;

/** The walk of `background-walk-single.ts` over many trees by the kernel, with the same bits. */
export interface KernelBackground {
  readonly kernel: Kernel;
  readonly ensemble: TreeEnsemble;
  readonly playerOf: Int32Array;
  readonly layout: Layout;
  readonly groups: readonly Group[];
  /** Per group: background rows that go left at a node, one bit each, `[word * size + node - first]`. */
  readonly bits: readonly Int32Array[];
  readonly rows: number;
  readonly words: number;
  readonly beta: Float64Array;
  readonly betaSize: number;
}

/**
 * Prepares the walk by the kernel; null where there is no kernel, or the model or its background does not fit into its memory. Each tree
 * adds to one explained output.
 */
export function kernelBackground(
  ensemble: TreeEnsemble,
  playerOf: Int32Array,
  options: { layout: Layout; background: readonly Block[] },
  trees: readonly number[],
): KernelBackground | null {
  const { layout, background } = options;
  const segments = segmentsOf(ensemble);
  if (segments === null || layout.players > MOST.features) return null;
  const rows = background.reduce((sum, block) => sum + block.count, 0);
  const words = Math.ceil(rows / WORD);
  const groups = groupsOf(ensemble, layout, trees, segments);
  const betaSize = Math.min(ensemble.maxDepth, layout.players) + 1;
  if (betaSize ** 2 > MOST.beta || groups.some(({ size }) => size * words > MOST.bits)) return null;
  const kernel = openBackgroundKernel();
  if (kernel === null) return null;
  const bits = bitsOf(kernel, ensemble, groups, { background, words });
  return { kernel, ensemble, playerOf, layout, groups, bits, rows, words, beta: betaWeights(betaSize), betaSize };
}

function bitsOf(
  kernel: Kernel,
  ensemble: TreeEnsemble,
  groups: readonly Group[],
  { background, words }: { background: readonly Block[]; words: number },
): Int32Array[] {
  const bits = groups.map(({ size }) => new Int32Array(size * words));
  for (const segment of new Set(groups.map((group) => group.segment))) {
    loadSegment(kernel, ensemble, segment);
    const rows = backgroundRows(background);
    for (let word = 0; word < words; word++) {
      loadWord(kernel, ensemble.numFeatures, rows);
      groups.forEach((group, g) => {
        if (group.segment !== segment) return;
        const { first, size } = group;
        kernel.outcomes(first, first + size, 0);
        bits[g]!.set(kernel.int32.subarray(AT.bits / 4, AT.bits / 4 + size), word * size);
      });
    }
  }
  return bits;
}

function* backgroundRows(background: readonly Block[]): Generator<{ block: Block; row: number }, undefined> {
  for (const block of background) for (let row = 0; row < block.count; row++) yield { block, row };
}

/** Loads the next 32 rows as columns, and which of their values are missing. */
function loadWord(
  { float64, int32 }: Kernel,
  features: number,
  rows: Generator<{ block: Block; row: number }, undefined>,
): void {
  int32.fill(0, AT.missing / 4, AT.missing / 4 + features);
  for (let bit = 0; bit < WORD; bit++) {
    const { value: at } = rows.next();
    if (at === undefined) return;
    const { columns, stride } = at.block;
    for (let c = 0; c < features; c++) {
      const value = columns[c * stride + at.row]!;
      float64[AT.background / 8 + c * WORD + bit] = value;
      if (Number.isNaN(value)) int32[AT.missing / 4 + c]! |= 1 << bit;
    }
  }
}

/** Adds the values of all trees for every row of the block to `sums[target * stride + row]`. */
export function evaluateKernelBackground(walk: KernelBackground, block: Block, sums: Float64Array): void {
  const { kernel, ensemble, playerOf, layout, groups, words } = walk;
  const { int32, float64 } = kernel;
  loadPlayers(kernel, playerOf);
  float64.set(walk.beta, AT.beta / 8);
  int32[AT.betaSize / 4] = walk.betaSize;
  float64[AT.rows / 8] = walk.rows;
  const left = walk.rows % WORD;
  const last = left === 0 ? -1 : (1 << left) - 1;
  const rows = { block, sums, features: ensemble.numFeatures, players: layout.players };
  groups.forEach((group, g) => {
    loadSegment(kernel, ensemble, group.segment);
    loadEntries(kernel, group);
    int32.set(walk.bits[g]!, AT.bits / 4);
    addGroup(kernel, group, rows, (from, to) => kernel.interventional(from, to, group.first, group.size, words, last));
  });
}
