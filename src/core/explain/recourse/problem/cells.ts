import { COMPARE, goesLeft, isSetSplit, type TreeEnsemble, type TreeModel } from '../../../models/index.js';
import { above, below, floorTo } from './decimals.js';

/** A place where the score may jump: `last` is the largest value before the jump, `first` the smallest value after it. */
export interface Cut {
  readonly last: number;
  readonly first: number;
}

const COMPARE_BITS = 7;
/** Decision bit of LightGBM's rule that values this near to 0 count as 0 (kZeroThreshold); only nodes with that rule need cuts there. */
const ZERO_RULE = 32;
const ZERO_EDGE: number = Math.fround(1e-35);

/** Places where the score of a tree model can change along one input; null when they cannot be determined. */
export function treeCuts(model: TreeModel, input: number): Cut[] | null {
  const { ensemble, columns } = model;
  const cuts = new Map<number, Cut>();
  for (let node = 0; node < ensemble.feature.length; node++) {
    const column = ensemble.feature[node]!;
    if (column < 0 || (columns === null ? column : columns.featureOf[column]) !== input) continue;
    const own = nodeCuts(model, node);
    if (own === null) return null;
    for (const cut of own) cuts.set(cut.last, cut);
  }
  return [...cuts.values()].sort((a, b) => a.last - b.last);
}

function nodeCuts({ ensemble, columns }: TreeModel, node: number): Cut[] | null {
  if (columns !== null) return bisectedCuts(ensemble, node, (value) => columns.value(ensemble.feature[node]!, value));
  return isSetSplit(ensemble.decision[node]!) ? setCuts(ensemble, node) : numberCuts(ensemble, node);
}

function numberCuts(ensemble: TreeEnsemble, node: number): Cut[] {
  const { float32 } = ensemble;
  const threshold = ensemble.threshold[node]!;
  const floor = floorTo(threshold, float32);
  const after: Cut = { last: floor, first: above(floor, float32) };
  const before: Cut = floor < threshold ? after : { last: below(floor, float32), first: floor };
  const zero =
    (ensemble.decision[node]! & ZERO_RULE) === 0
      ? []
      : [
          { last: below(-ZERO_EDGE, float32), first: -ZERO_EDGE },
          { last: ZERO_EDGE, first: above(ZERO_EDGE, float32) },
        ];
  switch (ensemble.decision[node]! & COMPARE_BITS) {
    case COMPARE.LE:
    case COMPARE.GT:
      return [after, ...zero];
    case COMPARE.LT:
    case COMPARE.GE:
      return [before, ...zero];
    default:
      return [before, after, ...zero];
  }
}

/** Cuts of a category set: every whole number of the set's words is a cell of its own. */
function setCuts(ensemble: TreeEnsemble, node: number): Cut[] {
  const set = ensemble.threshold[node]!;
  const categories = (ensemble.setStart[set + 1]! - ensemble.setStart[set]!) * 32;
  const cuts: Cut[] = [];
  for (let category = 0; category <= categories; category++) {
    const inside = category < categories && goesLeft(ensemble, node, category);
    if (category === 0 || inside !== goesLeft(ensemble, node, category - 1)) {
      cuts.push({ last: below(category, ensemble.float32), first: category });
    }
  }
  return cuts;
}

/** Largest input in size at which a threshold is searched. */
const WIDEST = 1e30;
/** Number of halvings that reach neighbouring doubles between -1e30 and 1e30 on the scale of magnitudes. */
const HALVINGS = 2200;

/** The cut of a column that is a monotone function of its input (a scaler), by bisection; null when it is not monotone. */
function bisectedCuts(ensemble: TreeEnsemble, node: number, column: (value: number) => number): Cut[] | null {
  const left = (value: number): boolean => {
    const scaled = column(value);
    return goesLeft(ensemble, node, ensemble.float32 ? Math.fround(scaled) : scaled);
  };
  const probes = [-WIDEST, -1e6, -1e3, -1, 0, 1, 1e3, 1e6, WIDEST];
  const outcomes = probes.map(left);
  const jumps = outcomes.flatMap((outcome, i) => (i > 0 && outcome !== outcomes[i - 1] ? [i] : []));
  if (jumps.length === 0) return [];
  if (jumps.length > 1) return null;
  let [lower, upper] = [probes[jumps[0]! - 1]!, probes[jumps[0]!]!];
  const before = outcomes[jumps[0]! - 1];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = lower + (upper - lower) / 2;
    if (middle <= lower || middle >= upper) break;
    if (left(middle) === before) lower = middle;
    else upper = middle;
  }
  return [{ last: lower, first: upper }];
}
