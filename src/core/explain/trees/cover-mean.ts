import type { TreeEnsemble } from '../../models/index.js';
import { openKernel } from './kernel/kernel.js';
import { loadSegment, segmentsOf } from './kernel/segments.js';
import { coverShare } from './plan.js';

/** The mean of one value of a tree's leaves, each weighted by the cover shares on its path. */
type TreeMean = (tree: number, offset: number) => number;

/** Means by the kernel; null where there is none, or the trees do not fit into its memory. */
export function kernelMeans(ensemble: TreeEnsemble): TreeMean | null {
  const segments = segmentsOf(ensemble);
  const kernel = segments === null ? null : openKernel();
  if (segments === null || kernel === null) return null;
  let s = 0;
  return (tree, offset) => {
    if (tree < segments[s]!.from) s = 0;
    while (tree >= segments[s]!.to) s++;
    const { node } = segments[s]!;
    loadSegment(kernel, ensemble, segments[s]!);
    return kernel.mean(ensemble.treeStart[tree]! - node, ensemble.treeStart[tree + 1]! - node, offset);
  };
}

/** Means without the kernel, with the same bits. */
export function treeMeans(ensemble: TreeEnsemble): TreeMean {
  const { right, valueStart, values, treeStart } = ensemble;
  const reach = new Float64Array(ensemble.left.length);
  return (tree, offset) => {
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
  };
}
