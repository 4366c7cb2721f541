import type { TreeEnsemble } from '../../models/index.js';
import type { Block } from './block.js';
import { nodesOfAll, quadratureNodes, quadratureRule } from './gauss-legendre.js';
import { type Kernel, openKernel } from './kernel/kernel.js';
import { AT, MOST, RULE_BYTES, TREE_BYTES } from './kernel/layout.js';
import { segmentsOf, weighSegment } from './kernel/segments.js';
import { addGroup, type Group, groupsOf, loadEntries, loadPlayers } from './kernel-groups.js';
import type { Layout } from './unit-tables.js';

/** The walk of `quadrature.ts` over many trees by the kernel, with the same bits. */
export interface KernelQuadrature {
  readonly kernel: Kernel;
  readonly ensemble: TreeEnsemble;
  readonly playerOf: Int32Array;
  readonly layout: Layout;
  readonly groups: readonly Group[];
  /** Number of quadrature nodes per group and entry, once it is known. */
  readonly nodes: Uint8Array[];
}

/** Prepares the walk by the kernel; null where there is no kernel, or the model does not fit into its memory. */
export function kernelQuadrature(
  ensemble: TreeEnsemble,
  playerOf: Int32Array,
  layout: Layout,
  trees: readonly number[],
): KernelQuadrature | null {
  const segments = segmentsOf(ensemble);
  if (segments === null || layout.players > MOST.features || layout.outputs.length > MOST.trees) return null;
  const kernel = openKernel();
  if (kernel === null) return null;
  return { kernel, ensemble, playerOf, layout, groups: groupsOf(ensemble, layout, trees, segments), nodes: [] };
}

/** Adds the values of all trees for every row of the block to `sums[target * stride + row]`. */
export function evaluateKernelQuadrature(walk: KernelQuadrature, block: Block, sums: Float64Array): void {
  const { kernel, ensemble, playerOf, groups, layout } = walk;
  loadPlayers(kernel, playerOf);
  const rows = { block, sums, features: ensemble.numFeatures, players: layout.players };
  groups.forEach((group, g) => {
    weighSegment(kernel, ensemble, group.segment);
    loadEntries(kernel, group);
    loadNodes(walk, group, g);
    addGroup(kernel, group, rows, kernel.pathDependent);
  });
}

function loadNodes(walk: KernelQuadrature, { entries }: Group, g: number): void {
  const { kernel, nodes } = walk;
  let known = nodes[g];
  if (known === undefined) {
    known = nodesOf(walk, entries.length);
    nodes[g] = known;
  }
  for (let i = 0; i < known.length; i++) kernel.int32[(AT.trees + i * TREE_BYTES) / 4 + 3] = known[i]!;
}

/** Number of quadrature nodes of each tree in the list, whose rules are loaded. */
function nodesOf({ kernel, ensemble, layout }: KernelQuadrature, trees: number): Uint8Array {
  const all = nodesOfAll(ensemble.maxDepth, layout.players);
  if (all !== null) {
    loadRule(kernel, all);
    return new Uint8Array(trees).fill(all);
  }
  kernel.widths(trees);
  const nodes = new Uint8Array(trees);
  for (let i = 0; i < trees; i++) nodes[i] = quadratureNodes(kernel.int32[(AT.trees + i * TREE_BYTES) / 4 + 2]!);
  for (const n of new Set(nodes)) loadRule(kernel, n);
  return nodes;
}

/** Writes a rule into the kernel's memory. The kernel works on two doubles at once, so an odd rule gets a node without weight. */
function loadRule({ float64 }: Kernel, n: number): void {
  const { t, rest, weights } = quadratureRule(n);
  const at = (AT.rules + (n - 1) * RULE_BYTES) / 8;
  float64.set(t, at);
  float64.set(rest, at + MOST.quadrature);
  float64.set(weights, at + 2 * MOST.quadrature);
  if (n % 2 === 0) return;
  float64[at + n] = 0.5;
  float64[at + MOST.quadrature + n] = 0.5;
}
