import { goesLeft, type TreeModel } from '../../../src/core/models/index.js';

/** Worth of a coalition in the path-dependent game, straight from its definition: unknown features split by cover. */
function worth(model: TreeModel, row: Float64Array, isKnown: (feature: number) => boolean): number[] {
  const { ensemble } = model;
  const total = Array.from(ensemble.baseOffset);
  const visit = (node: number, weight: number, output: number): void => {
    const feature = ensemble.feature[node]!;
    if (feature < 0) {
      const start = ensemble.valueStart[node]!;
      if (output >= 0) total[output]! += weight * ensemble.values[start]!;
      else for (let k = 0; k < total.length; k++) total[k]! += weight * ensemble.values[start + k]!;
      return;
    }
    const [left, right] = [ensemble.left[node]!, ensemble.right[node]!];
    if (isKnown(feature)) {
      visit(goesLeft(ensemble, node, row[feature]!) ? left : right, weight, output);
      return;
    }
    const cover = ensemble.cover![node]!;
    for (const child of [left, right])
      visit(child, cover === 0 ? 0 : (weight * ensemble.cover![child]!) / cover, output);
  };
  ensemble.treeOutput.forEach((output, t) => {
    visit(ensemble.treeStart[t]!, 1, output);
  });
  return total;
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

/** Shapley values of the path-dependent game by all coalitions of players, `[player][output]`. */
export function pathDependentOracle(
  model: TreeModel,
  row: Float64Array,
  playerOf: ArrayLike<number>,
  players: number,
): number[][] {
  const v = Array.from({ length: 2 ** players }, (_, set) =>
    worth(model, row, (feature) => ((set >>> playerOf[feature]!) & 1) === 1),
  );
  return Array.from({ length: players }, (_, p) =>
    Array.from({ length: model.numOutputs }, (_, k) => {
      let sum = 0;
      for (let set = 0; set < v.length; set++) {
        if (((set >>> p) & 1) === 1) continue;
        const size = set.toString(2).replaceAll('0', '').length;
        sum +=
          ((factorial(size) * factorial(players - 1 - size)) / factorial(players)) *
          (v[set | (1 << p)]![k]! - v[set]![k]!);
      }
      return sum;
    }),
  );
}
