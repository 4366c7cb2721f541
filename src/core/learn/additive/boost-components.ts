import type { Dataset } from '../base/index.js';
import type { Component, StepRules } from './component.js';

/** One bag: rows that are learned from, and rows that say when to stop. Both are counted in arrays of their own, so that a pass is one stretch of memory. */
export interface Bag {
  readonly rows: Int32Array;
  readonly held: Int32Array;
  /** Scores of both, which boosting moves. */
  readonly scores: Float64Array;
  readonly heldScores: Float64Array;
}

export interface BoostRules extends StepRules {
  readonly rounds: number;
  /** Rounds without gain on the rows held out after which it stops. */
  readonly patience: number;
  /** First rounds whose cuts are drawn, so that functions begin smooth instead of at the luck of a few rows. */
  readonly smooth: number;
}

/** Share of the loss that a round must gain on the rows held out to count as a gain. */
const LEAST_GAIN = 1e-5;

/**
 * Adds a small step to each component in turn, round after round, until the rows held out gain no more (cyclic boosting: Lou, Caruana and Gehrke 2012). Returns the values of the
 * cells of each component at the best round; the scores of the bag are then those of that round.
 */
export function boostComponents(
  data: Dataset,
  weights: Float64Array | null,
  components: readonly Component[],
  { bag, rules, draw }: { bag: Bag; rules: BoostRules; draw: () => number },
): Float64Array[] {
  const parts = components.map((component) => partOf(component, bag));
  const train = openTrain(data, weights, bag);
  const values = components.map(({ cells }) => new Float64Array(cells));
  const out = components.map(({ cells }) => new Float64Array(cells));
  let best = { round: 0, loss: train.heldLoss(), values: values.map((cells) => cells.slice()) };
  for (let round = 1; round <= rules.rounds; round++) {
    let gained = 0;
    const ofRound = round <= rules.smooth ? { ...rules, draw } : rules;
    components.forEach((component, c) => {
      const { sums, cells, counts, heldCells } = parts[c]!;
      train.sum(cells, sums);
      const gain = component.step({ sums, counts }, ofRound, out[c]!);
      gained += gain;
      if (gain > 0) train.add(out[c]!, cells, heldCells);
      for (let cell = 0; cell < out[c]!.length; cell++) values[c]![cell]! += out[c]![cell]!;
    });
    if (gained === 0 && round > rules.smooth) break;
    const loss = train.heldLoss();
    if (loss < best.loss * (1 - LEAST_GAIN)) best = { round, loss, values: values.map((cells) => cells.slice()) };
    else if (round - best.round >= rules.patience) break;
  }
  components.forEach((_, c) => {
    const back = best.values[c]!.map((value, cell) => value - values[c]![cell]!);
    train.add(back, parts[c]!.cells, parts[c]!.heldCells);
  });
  return best.values;
}

interface Part {
  /** Cell of each row of the bag. */
  readonly cells: Uint16Array;
  readonly heldCells: Uint16Array;
  readonly counts: Float64Array;
  readonly sums: Float64Array;
}

function partOf({ cells: count, cellOfRow }: Component, { rows, held }: Bag): Part {
  const own = (places: Int32Array): Uint16Array => Uint16Array.from(places, (row) => cellOfRow[row]!);
  const cells = own(rows);
  const counts = new Float64Array(count);
  for (const cell of cells) counts[cell]!++;
  return { cells, heldCells: own(held), counts, sums: new Float64Array(2 * count) };
}

interface Train {
  /** Sums first and second derivatives of the loss by cell. */
  readonly sum: (cells: Uint16Array, sums: Float64Array) => void;
  /** Adds a step to the scores of both parts. */
  readonly add: (step: Float64Array, cells: Uint16Array, heldCells: Uint16Array) => void;
  readonly heldLoss: () => number;
}

function openTrain({ target, task }: Dataset, weights: Float64Array | null, bag: Bag): Train {
  const { rows, held, scores, heldScores } = bag;
  const of = (values: Float64Array | null, places: Int32Array): Float64Array =>
    Float64Array.from(places, (row) => (values === null ? 1 : values[row]!));
  const [y, w] = [of(target, rows), of(weights, rows)];
  const [heldY, heldW] = [of(target, held), of(weights, held)];
  const heldWeight = heldW.reduce((sum, weight) => sum + weight, 0);
  const isBinary = task === 'binary';
  return {
    sum: isBinary
      ? (cells, sums) => sumLogistic({ y, w, scores }, cells, sums)
      : (cells, sums) => sumSquares({ y, w, scores }, cells, sums),
    add(step, cells, heldCells) {
      for (let i = 0; i < cells.length; i++) scores[i]! += step[cells[i]!]!;
      for (let i = 0; i < heldCells.length; i++) heldScores[i]! += step[heldCells[i]!]!;
    },
    heldLoss() {
      let sum = 0;
      for (let i = 0; i < heldScores.length; i++) {
        const [z, target] = [heldScores[i]!, heldY[i]!];
        sum +=
          heldW[i]! * (isBinary ? Math.log1p(Math.exp(-Math.abs(z))) + Math.max(z, 0) - target * z : (target - z) ** 2);
      }
      return sum / heldWeight;
    },
  };
}

interface Rows {
  readonly y: Float64Array;
  readonly w: Float64Array;
  readonly scores: Float64Array;
}

function sumLogistic({ y, w, scores }: Rows, cells: Uint16Array, sums: Float64Array): void {
  sums.fill(0);
  for (let i = 0; i < cells.length; i++) {
    const chance = 1 / (1 + Math.exp(-scores[i]!));
    const at = 2 * cells[i]!;
    const weight = w[i]!;
    sums[at]! += weight * (chance - y[i]!);
    sums[at + 1]! += weight * chance * (1 - chance);
  }
}

function sumSquares({ y, w, scores }: Rows, cells: Uint16Array, sums: Float64Array): void {
  sums.fill(0);
  for (let i = 0; i < cells.length; i++) {
    const at = 2 * cells[i]!;
    sums[at]! += w[i]! * (scores[i]! - y[i]!);
    sums[at + 1]! += w[i]!;
  }
}
