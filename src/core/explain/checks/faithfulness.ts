import { counted } from '../../base/counted.js';
import type { Matrix } from '../../models/index.js';
import { createGenerator, type Generator } from '../../stats/index.js';
import { makePlayers } from '../base/players.js';
import { meanEstimate, meanOf } from '../effects/common.js';
import { featuresOf } from '../games/coalitions.js';
import { type CheckContext, scoresOf, valuesOfRow } from './context.js';
import { type CheckResult, judged, notApplicable } from './result.js';

/** Number of background rows that a removed value is replaced from. */
const REPLACEMENTS = 30;
/** Number of random orders that the order of the values is compared with. */
const RANDOM_ORDERS = 5;

/**
 * Checks deletion and insertion (Petsiuk et al. 2018; Samek et al. 2017): removing the values that are said to raise the score most, one
 * after another, must lower the score faster than removing values in a random order, and inserting them first must raise it faster. The
 * measure is the mean of the two areas between the curves, in units of the score.
 */
export function checkFaithfulness(context: CheckContext): CheckResult {
  const { rows, options, explanation } = context;
  if (options.background === undefined || options.background.rows === 0) {
    return notApplicable('faithfulness', 'without a background there is nothing to put in the place of a value');
  }
  const players = makePlayers(context.model.featureNames, options.groups);
  const members = featuresOf(players);
  const random = createGenerator(context.seed, 1);
  const gains = Float64Array.from({ length: rows.rows }, (_, r) => {
    const values = valuesOfRow(explanation, r);
    const order = [...values.keys()].sort((a, b) => values[b]! - values[a]! || a - b);
    return gainOfRow({ context, members, random, background: options.background! }, r, order);
  });
  if (gains.every((gain) => gain === 0)) {
    return notApplicable(
      'faithfulness',
      'no order of facts makes a difference: the score of these rows does not change',
    );
  }
  const estimate = meanEstimate(gains);
  return judged(
    'faithfulness',
    estimate,
    { bound: 0, good: 'above' },
    `removing and inserting facts by their values moves the score by ${(estimate.estimate ?? 0).toPrecision(3)} more on average than in a random order, over ${counted(rows.rows, 'row')}`,
  );
}

interface Removal {
  readonly context: CheckContext;
  readonly members: readonly Int32Array[];
  readonly random: Generator;
  readonly background: Matrix;
}

/** How much further the score moves along the curve of the order than along random ones, as the mean of deletion and insertion. */
function gainOfRow(removal: Removal, r: number, order: readonly number[]): number {
  const area = (sequence: readonly number[]): number =>
    meanOf(curve(removal, r, sequence.toReversed())) - meanOf(curve(removal, r, sequence));
  const own = area(order);
  let others = 0;
  for (let i = 0; i < RANDOM_ORDERS; i++) others += area(shuffled(order, removal.random)) / RANDOM_ORDERS;
  return (own - others) / 2;
}

/** Mean score over background rows after the first 0, 1, ... players were replaced. */
function curve({ context, members, background }: Removal, r: number, order: readonly number[]): Float64Array {
  const { rows } = context;
  const { columns } = rows;
  const count = Math.min(REPLACEMENTS, background.rows);
  const steps = order.length + 1;
  const data = new Float64Array(steps * count * columns);
  for (let b = 0; b < count; b++) {
    // Rows are spread over the background, so that a sorted file does not give its first rows only.
    const from = Math.floor((b * background.rows) / count) * columns;
    const state = rows.data.slice(r * columns, (r + 1) * columns);
    data.set(state, b * columns);
    order.forEach((player, s) => {
      for (const j of members[player]!) state[j] = background.data[from + j]!;
      data.set(state, ((s + 1) * count + b) * columns);
    });
  }
  const scores = scoresOf(context, { data, rows: steps * count, columns });
  return Float64Array.from({ length: steps }, (_, s) => meanOf(scores.subarray(s * count, (s + 1) * count)));
}

function shuffled(list: readonly number[], random: Generator): number[] {
  const order = [...list];
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.nextInteger(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
