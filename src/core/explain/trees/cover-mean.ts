import { ALL_OUTPUTS, numTrees, type TreeEnsemble } from '../../models/index.js';
import { type Kernel, openKernel } from './kernel/kernel.js';
import { AT } from './kernel/layout.js';
import { type Segment, segmentsOf, treesOf, weighSegment } from './kernel/segments.js';
import { coverShare } from './plan.js';

/** Expected value of the path-dependent game, per output of the model: every leaf weighted by the cover shares on its path. */
export const coverMeans = (ensemble: TreeEnsemble): Float64Array => kernelMeans(ensemble) ?? loopMeans(ensemble);

/** The means by the kernel; null where there is none, or the trees do not fit into its memory. */
export function kernelMeans(ensemble: TreeEnsemble): Float64Array | null {
  const segments = segmentsOf(ensemble);
  const kernel = segments === null ? null : openKernel();
  if (segments === null || kernel === null) return null;
  const sums = Float64Array.from(ensemble.baseOffset);
  const widest = ensemble.treeOutput.includes(ALL_OUTPUTS) ? ensemble.numOutputs : 1;
  for (const segment of segments) {
    weighSegment(kernel, ensemble, segment);
    for (let offset = 0; offset < widest; offset++) {
      if (widest > 1) kernel.weigh(treesOf(segment), offset);
      addMeans(kernel, ensemble, { segment, offset }, sums);
    }
  }
  return sums;
}

/** Adds the kernel's means of one value of the leaves; leaves with a single value have it at offset 0. */
function addMeans(
  { float64 }: Kernel,
  { treeOutput }: TreeEnsemble,
  { segment, offset }: { segment: Segment; offset: number },
  sums: Float64Array,
): void {
  const at = AT.means / 8 - segment.from;
  for (let t = segment.from; t < segment.to; t++) {
    const output = treeOutput[t]!;
    if (output === ALL_OUTPUTS) sums[offset]! += float64[at + t]!;
    else if (offset === 0) sums[output]! += float64[at + t]!;
  }
}

/** The means without the kernel, with the same bits. */
export function loopMeans(ensemble: TreeEnsemble): Float64Array {
  const sums = Float64Array.from(ensemble.baseOffset);
  const reach = new Float64Array(ensemble.left.length);
  for (let t = 0; t < numTrees(ensemble); t++) {
    const output = ensemble.treeOutput[t]!;
    if (output >= 0) sums[output]! += meanOfTree(ensemble, t, 0, reach);
    else for (let k = 0; k < sums.length; k++) sums[k]! += meanOfTree(ensemble, t, k, reach);
  }
  return sums;
}

function meanOfTree(ensemble: TreeEnsemble, tree: number, offset: number, reach: Float64Array): number {
  const { right, valueStart, values, treeStart } = ensemble;
  const [from, to] = [treeStart[tree]!, treeStart[tree + 1]!];
  let mean = 0;
  reach[from] = 1;
  for (let node = from; node < to; node++) {
    const start = valueStart[node]!;
    if (start >= 0) mean += reach[node]! * values[start + offset]!;
    else {
      reach[node + 1] = reach[node]! * coverShare(ensemble, node, node + 1);
      reach[right[node]!] = reach[node]! * coverShare(ensemble, node, right[node]!);
    }
  }
  return mean;
}
