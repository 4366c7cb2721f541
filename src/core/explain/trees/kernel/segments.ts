import { numTrees, type TreeEnsemble } from '../../../models/index.js';
import type { Kernel } from './kernel.js';
import { AT, MOST } from './layout.js';

/** Consecutive trees that fit into the kernel's memory together. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  /** First node of the segment; `value` is the first of its leaf values. */
  readonly node: number;
  readonly value: number;
}

const known: WeakMap<TreeEnsemble, readonly Segment[] | null> = new WeakMap();

/** Cuts an ensemble into segments; null when the kernel cannot hold one of the trees, or the data that they share. */
export function segmentsOf(ensemble: TreeEnsemble): readonly Segment[] | null {
  let segments = known.get(ensemble);
  if (segments === undefined) {
    segments = cut(ensemble);
    known.set(ensemble, segments);
  }
  return segments;
}

function cut(ensemble: TreeEnsemble): readonly Segment[] | null {
  const { treeStart, setStart, setWords, numFeatures, maxDepth } = ensemble;
  const holds =
    numFeatures <= MOST.features &&
    maxDepth <= MOST.depth &&
    setStart.length <= MOST.sets + 1 &&
    setWords.length <= MOST.setWords;
  if (!holds) return null;
  const nodes = treeStart[numTrees(ensemble)]!;
  if (nodes <= MOST.nodes && ensemble.values.length <= MOST.values && numTrees(ensemble) <= MOST.trees)
    return [{ from: 0, to: numTrees(ensemble), node: 0, value: 0 }];
  const segments: Segment[] = [];
  let at = { from: 0, node: 0, value: 0 };
  let value = 0;
  for (let t = 0; t < numTrees(ensemble); t++) {
    const [start, end] = [treeStart[t]!, treeStart[t + 1]!];
    const width = ensemble.treeOutput[t]! < 0 ? ensemble.numOutputs : 1;
    const values = ((end - start + 1) / 2) * width;
    if (end - start > MOST.nodes || values > MOST.values) return null;
    const fits = end - at.node <= MOST.nodes && value + values - at.value <= MOST.values && t - at.from < MOST.trees;
    if (!fits) {
      segments.push({ ...at, to: t });
      at = { from: t, node: start, value };
    }
    value += values;
  }
  return [...segments, { ...at, to: numTrees(ensemble) }];
}

/** Number of trees of a segment. */
export const treesOf = ({ from, to }: Segment): number => to - from;

/** Copies the trees of a segment into the kernel's memory, unless they are there already. */
export function loadSegment(kernel: Kernel, ensemble: TreeEnsemble, segment: Segment): void {
  if (kernel.loaded === segment) return;
  kernel.loaded = segment;
  kernel.weighed = null;
  const { int32, float64, bytes } = kernel;
  const { node } = segment;
  const end = ensemble.treeStart[segment.to]!;
  int32.set(ensemble.treeStart.subarray(segment.from, segment.to + 1), AT.treeStart / 4);
  int32.set(ensemble.feature.subarray(node, end), AT.feature / 4);
  int32.set(ensemble.right.subarray(node, end), AT.right / 4);
  int32.set(ensemble.valueStart.subarray(node, end), AT.valueStart / 4);
  float64.set(ensemble.threshold.subarray(node, end), AT.threshold / 8);
  bytes.set(ensemble.decision.subarray(node, end), AT.decision);
  float64.set(ensemble.values.subarray(segment.value, segment.value + MOST.values), AT.values / 8);
  int32.set(ensemble.setStart, AT.setStart / 4);
  if (ensemble.setWords.length > 0) new Uint32Array(int32.buffer).set(ensemble.setWords, AT.setWords / 4);
  if (node > 0) shift(kernel, segment, end - node);
}

/** Loads a segment, and the shares of the cover and the means of its trees. The model must have a cover. */
export function weighSegment(kernel: Kernel, ensemble: TreeEnsemble, segment: Segment): void {
  loadSegment(kernel, ensemble, segment);
  if (kernel.weighed === segment) return;
  kernel.weighed = segment;
  kernel.float64.set(ensemble.cover!.subarray(segment.node, ensemble.treeStart[segment.to]!), AT.cover / 8);
  kernel.weigh(treesOf(segment), 0);
}

/** Shifts nodes and values of a later segment, which count from its start; -1 stays as it is. */
function shift({ int32 }: Kernel, segment: Segment, nodes: number): void {
  for (let t = 0; t <= treesOf(segment); t++) int32[AT.treeStart / 4 + t]! -= segment.node;
  for (let i = 0; i < nodes; i++) {
    if (int32[AT.right / 4 + i]! >= 0) int32[AT.right / 4 + i]! -= segment.node;
    if (int32[AT.valueStart / 4 + i]! >= 0) int32[AT.valueStart / 4 + i]! -= segment.value;
  }
}
