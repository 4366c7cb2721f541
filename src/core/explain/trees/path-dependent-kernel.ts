import type { TreeEnsemble } from '../../models/index.js';
import type { Block } from './block.js';
import { quadratureNodes, quadratureRule } from './gauss-legendre.js';
import { type Kernel, openKernel } from './kernel/kernel.js';
import { AT, MOST, RULE_BYTES, TREE_BYTES } from './kernel/layout.js';
import { loadSegment, type Segment, segmentsOf } from './kernel/segments.js';
import { type Layout, positionsOf } from './unit-tables.js';

/** Trees that are walked for all rows of a block, before the next ones are. */
interface Group {
  readonly segment: Segment;
  readonly entries: readonly Entry[];
  /** Nodes of quadrature per entry, once they are known. */
  nodes: Uint8Array | null;
}

/** One tree and one explained output that it adds to. */
interface Entry {
  readonly position: number;
  /** The tree's root, counted from the segment's first node. */
  readonly root: number;
  readonly offset: number;
}

/** Nodes whose numbers stay in a second-level cache of 512 kB while the rows of a block pass by. */
const CACHED_NODES = 4096;

/** The walk of `quadrature.ts` over many trees, by the kernel; the same bits. */
export interface KernelQuadrature {
  readonly kernel: Kernel;
  readonly ensemble: TreeEnsemble;
  readonly playerOf: Int32Array;
  readonly layout: Layout;
  readonly groups: readonly Group[];
}

/** Null where there is no kernel, or the model does not fit into its memory. */
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
  return { kernel, ensemble, playerOf, layout, groups: groupsOf(ensemble, layout, trees, segments) };
}

function groupsOf(
  ensemble: TreeEnsemble,
  layout: Layout,
  trees: readonly number[],
  segments: readonly Segment[],
): Group[] {
  const groups: Group[] = [];
  let entries: Entry[] = [];
  let segment = segments[0]!;
  let nodes = 0;
  const close = (): void => {
    // A run of entries for one output needs its sums moved once.
    if (layout.outputs.length > 1) entries.sort((a, b) => a.position - b.position);
    if (entries.length > 0) groups.push({ segment, entries, nodes: null });
    entries = [];
    nodes = 0;
  };
  let s = 0;
  for (const tree of trees) {
    const root = ensemble.treeStart[tree]!;
    const size = ensemble.treeStart[tree + 1]! - root;
    const positions = positionsOf(ensemble, tree, layout);
    while (tree >= segments[s]!.to) s++;
    if (segments[s] !== segment || nodes + size > CACHED_NODES || entries.length + positions.length > MOST.trees)
      close();
    segment = segments[s]!;
    nodes += size;
    for (const { position, offset } of positions) entries.push({ position, root: root - segment.node, offset });
  }
  close();
  return groups;
}

/** Adds the values of all trees for every row of the block to `sums[target * stride + row]`. */
export function evaluateKernelQuadrature(walk: KernelQuadrature, block: Block, sums: Float64Array): void {
  const { kernel, ensemble, playerOf, groups } = walk;
  kernel.int32.set(playerOf, AT.playerOf / 4);
  for (const group of groups) {
    loadSegment(kernel, ensemble, group.segment);
    loadEntries(kernel, group);
    for (let row = 0; row < block.count; row++) {
      loadRow(kernel, ensemble.numFeatures, block, row);
      for (let from = 0; from < group.entries.length; ) {
        const { position } = group.entries[from]!;
        let to = from + 1;
        while (to < group.entries.length && group.entries[to]!.position === position) to++;
        addRun(walk, { from, to, position }, { block, row }, sums);
        from = to;
      }
    }
  }
}

function loadEntries(kernel: Kernel, group: Group): void {
  const { int32 } = kernel;
  const { entries } = group;
  for (let i = 0; i < entries.length; i++) {
    int32[(AT.trees + i * TREE_BYTES) / 4] = entries[i]!.root;
    int32[(AT.trees + i * TREE_BYTES) / 4 + 1] = entries[i]!.offset;
  }
  if (group.nodes === null) {
    kernel.widths(entries.length);
    group.nodes = Uint8Array.from(entries, (_, i) => quadratureNodes(int32[(AT.trees + i * TREE_BYTES) / 4 + 2]!));
    for (const n of new Set(group.nodes)) loadRule(kernel, n);
  }
  for (let i = 0; i < entries.length; i++) int32[(AT.trees + i * TREE_BYTES) / 4 + 3] = group.nodes[i]!;
}

/** Two doubles are worked on at once: an odd rule gets a node without weight. */
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

export function loadRow({ float64 }: Kernel, features: number, block: Block, row: number): void {
  for (let c = 0; c < features; c++) float64[AT.row / 8 + c] = block.columns[c * block.stride + row]!;
}

function addRun(
  { kernel, layout }: KernelQuadrature,
  run: { from: number; to: number; position: number },
  at: { block: Block; row: number },
  sums: Float64Array,
): void {
  const { float64 } = kernel;
  const { stride } = at.block;
  const start = run.position * layout.players * stride + at.row;
  for (let p = 0; p < layout.players; p++) float64[AT.sums / 8 + p] = sums[start + p * stride]!;
  kernel.pathDependent(run.from, run.to);
  for (let p = 0; p < layout.players; p++) sums[start + p * stride] = float64[AT.sums / 8 + p]!;
}
