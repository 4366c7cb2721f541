import type { TreeEnsemble } from '../../models/index.js';
import type { Block } from './block.js';
import type { Kernel } from './kernel/kernel.js';
import { AT, MOST, TREE_BYTES } from './kernel/layout.js';
import type { Segment } from './kernel/segments.js';
import { type Layout, positionsOf } from './unit-tables.js';

/** A tree with one explained output that it adds to. */
interface Entry {
  readonly position: number;
  /** The tree's root, counted from the segment's first node. */
  readonly root: number;
  readonly offset: number;
}

/** Consecutive trees that are walked for all rows of a block before the next ones are. */
export interface Group {
  readonly segment: Segment;
  readonly entries: readonly Entry[];
  /** First node of the group, counted from the segment's; `size` is their number. */
  readonly first: number;
  readonly size: number;
}

/** Number of nodes whose data stay in a second-level cache of 512 kB while the rows of a block pass by. */
const CACHED_NODES = 4096;

export function groupsOf(
  ensemble: TreeEnsemble,
  layout: Layout,
  trees: readonly number[],
  segments: readonly Segment[],
): Group[] {
  const groups: { segment: Segment; entries: Entry[]; first: number; size: number }[] = [];
  const positionsFor = new Map<number, ReturnType<typeof positionsOf>>();
  let s = 0;
  let before = -1;
  for (const tree of trees) {
    while (tree >= segments[s]!.to) s++;
    const segment = segments[s]!;
    const root = ensemble.treeStart[tree]! - segment.node;
    const size = ensemble.treeStart[tree + 1]! - segment.node - root;
    const output = ensemble.treeOutput[tree]!;
    const positions = positionsFor.get(output) ?? positionsOf(ensemble, tree, layout);
    positionsFor.set(output, positions);
    let group = groups.at(-1);
    const joins =
      group !== undefined &&
      tree === before + 1 &&
      group.segment === segment &&
      group.size + size <= CACHED_NODES &&
      group.entries.length + positions.length <= MOST.trees;
    if (group === undefined || !joins) {
      group = { segment, entries: [], first: root, size: 0 };
      groups.push(group);
    }
    group.size += size;
    for (const { position, offset } of positions) group.entries.push({ position, root, offset });
    before = tree;
  }
  // Entries of an output are put together, because the sums of an output are moved once for each run of its entries.
  if (layout.outputs.length > 1) for (const { entries } of groups) entries.sort((a, b) => a.position - b.position);
  return groups;
}

/** Writes the group's list of trees into the kernel's memory. */
export function loadEntries({ int32 }: Kernel, { entries }: Group): void {
  for (let i = 0; i < entries.length; i++) {
    const record = (AT.trees + i * TREE_BYTES) / 4;
    int32[record] = entries[i]!.root;
    int32[record + 1] = entries[i]!.offset;
  }
}

/** Writes the player of every column, and marks none as being on a path, because an aborted walk leaves some marked. */
export function loadPlayers({ int32 }: Kernel, playerOf: Int32Array): void {
  int32.set(playerOf, AT.playerOf / 4);
  int32.fill(0, AT.state / 4, AT.state / 4 + playerOf.length);
}

/** Calls the kernel with every run of entries that add to one output, for every row of the block. */
export function addGroup(
  kernel: Kernel,
  group: Group,
  rows: { block: Block; features: number; players: number; sums: Float64Array },
  add: (from: number, to: number) => void,
): void {
  const { float64 } = kernel;
  const { block, players, sums } = rows;
  const { stride } = block;
  for (let row = 0; row < block.count; row++) {
    for (let c = 0; c < rows.features; c++) float64[AT.row / 8 + c] = block.columns[c * stride + row]!;
    for (let from = 0; from < group.entries.length; ) {
      const { position } = group.entries[from]!;
      let to = from + 1;
      while (to < group.entries.length && group.entries[to]!.position === position) to++;
      const start = position * players * stride + row;
      for (let p = 0; p < players; p++) float64[AT.sums / 8 + p] = sums[start + p * stride]!;
      add(from, to);
      for (let p = 0; p < players; p++) sums[start + p * stride] = float64[AT.sums / 8 + p]!;
      from = to;
    }
  }
}
