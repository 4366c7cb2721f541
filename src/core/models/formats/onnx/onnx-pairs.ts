import { ALL_OUTPUTS, numTrees, type TreeEnsemble } from '../../kinds/ensemble.js';

/** Whether all leaves of every tree, and the base, hold two values that fit. */
function everyLeaf(ensemble: TreeEnsemble, fits: (first: number, second: number, tree: number) => boolean): boolean {
  if (ensemble.numOutputs !== 2) return false;
  for (let t = 0; t < numTrees(ensemble); t++) {
    if (ensemble.treeOutput[t] !== ALL_OUTPUTS) return false;
    for (let node = ensemble.treeStart[t]!; node < ensemble.treeStart[t + 1]!; node++) {
      const start = ensemble.valueStart[node]!;
      if (start >= 0 && !fits(ensemble.values[start]!, ensemble.values[start + 1]!, t)) return false;
    }
  }
  return true;
}

/** Tolerance of sums: a float32 weight is rounded by 6e-8 of its size, and there are many of them. */
const SUM_TOLERANCE = 1e-5;

/** Whether the two scores of every row sum to one, which holds when all leaves of each tree have the same sum. */
export function sumsToOne(ensemble: TreeEnsemble): boolean {
  const sums: number[] = [];
  const isConstant = everyLeaf(ensemble, (first, second, tree) => {
    sums[tree] ??= first + second;
    return Math.abs(first + second - sums[tree]) <= SUM_TOLERANCE / numTrees(ensemble);
  });
  const base = ensemble.baseOffset[0]! + (ensemble.baseOffset[1] ?? 0);
  return isConstant && Math.abs(sums.reduce((total, sum) => total + sum, base) - 1) <= SUM_TOLERANCE;
}

/** Whether the first score of every row is the exact opposite of the second, as CatBoost writes the margin of two classes. */
export const isMirror = (ensemble: TreeEnsemble): boolean =>
  everyLeaf(ensemble, (first, second) => first === -second) && ensemble.baseOffset[0] === -ensemble.baseOffset[1]!;

/** The ensemble reduced to its second score. */
export function secondOf(ensemble: TreeEnsemble): TreeEnsemble {
  const valueStart = ensemble.valueStart.map((start) => (start < 0 ? start : start / 2));
  const values = ensemble.values.filter((_, i) => i % 2 === 1);
  return {
    ...ensemble,
    numOutputs: 1,
    treeOutput: new Int32Array(ensemble.treeOutput.length),
    valueStart,
    values,
    baseOffset: ensemble.baseOffset.slice(1),
  };
}
