import { ALL_OUTPUTS, numTrees, type TreeEnsemble } from '../../kinds/ensemble.js';

/** Do all leaves of every tree, and the base, hold two values that fit? */
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

/** A float32 weight is rounded by 6e-8 of its size, and there are many. */
const SUM_TOLERANCE = 1e-5;

/** The two scores of every row sum to one: in each tree all leaves have one sum. */
export function sumsToOne(ensemble: TreeEnsemble): boolean {
  const sums: number[] = [];
  const isConstant = everyLeaf(ensemble, (first, second, tree) => {
    sums[tree] ??= first + second;
    return Math.abs(first + second - sums[tree]) <= SUM_TOLERANCE / numTrees(ensemble);
  });
  const base = ensemble.baseOffset[0]! + (ensemble.baseOffset[1] ?? 0);
  return isConstant && Math.abs(sums.reduce((total, sum) => total + sum, base) - 1) <= SUM_TOLERANCE;
}

/** The first score of every row is the exact opposite of the second: CatBoost writes the margin of two classes so. */
export const isMirror = (ensemble: TreeEnsemble): boolean =>
  everyLeaf(ensemble, (first, second) => first === -second) && ensemble.baseOffset[0] === -ensemble.baseOffset[1]!;

/** The second score alone. */
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
