import type { Generator as RandomGenerator } from '../../stats/index.js';

/** One chain, in which a background row becomes the explained row, player by player. Steps that change nothing are not evaluated. */
export interface Chain {
  readonly background: number;
  readonly order: Int32Array;
  /** Row of the call that holds the state after step s; -1 is the state before, -2 the explained row itself. */
  readonly state: Int32Array;
}

const SAME_AS_BEFORE = -1;
const COMPLETE = -2;

/** Plans a chain; the states whose scores it needs are added to `asked`. */
export function planChain(
  row: Float64Array,
  base: Float64Array,
  plan: { background: number; order: Int32Array; members: readonly Int32Array[]; asked: Float64Array[] },
): Chain {
  const current = base.slice();
  const state = new Int32Array(plan.order.length);
  plan.order.forEach((player, step) => {
    let changed = false;
    for (const j of plan.members[player]!) {
      if (!Object.is(current[j], row[j])) changed = true;
      current[j] = row[j]!;
    }
    if (step === plan.order.length - 1) state[step] = COMPLETE;
    else if (!changed) state[step] = SAME_AS_BEFORE;
    else state[step] = plan.asked.push(current.slice()) - 1;
  });
  return { background: plan.background, order: plan.order, state };
}

/** Adds what every player of a chain contributes, from the scores of what was asked. */
export function addChain(
  values: Float64Array,
  chain: Chain,
  from: { scores: Float64Array; fixed: Float64Array; outputs: number; share: number },
): void {
  const { scores, fixed, outputs } = from;
  for (let k = 0; k < outputs; k++) {
    let before = fixed[(1 + chain.background) * outputs + k]!;
    for (let step = 0; step < chain.order.length; step++) {
      const at = chain.state[step]!;
      const now = at === COMPLETE ? fixed[k]! : at === SAME_AS_BEFORE ? before : scores[at * outputs + k]!;
      values[chain.order[step]! * outputs + k]! += from.share * (now - before);
      before = now;
    }
  }
}

/** A random permutation (Fisher and Yates). */
export function permutation(n: number, random: RandomGenerator): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.nextInteger(i + 1);
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}

/** Running mean and sum of squared deviations over rounds (Welford 1962). */
export interface Tally {
  rounds: number;
  readonly mean: Float64Array;
  readonly squares: Float64Array;
}

export const newTally = (size: number): Tally => ({
  rounds: 0,
  mean: new Float64Array(size),
  squares: new Float64Array(size),
});

export function addRound(tally: Tally, values: Float64Array): void {
  tally.rounds++;
  for (let i = 0; i < values.length; i++) {
    const gap = values[i]! - tally.mean[i]!;
    tally.mean[i]! += gap / tally.rounds;
    tally.squares[i]! += gap * (values[i]! - tally.mean[i]!);
  }
}

/** Standard errors of the mean over rounds. */
export const standardErrors = (tally: Tally): Float64Array =>
  tally.squares.map((square) => Math.sqrt(square / (tally.rounds - 1) / tally.rounds));

/** Whether, for every output, the largest standard error is below the tolerance times the range of the values. */
export function isSettled(tally: Tally, outputs: number, tolerance: number): boolean {
  const errors = standardErrors(tally);
  for (let k = 0; k < outputs; k++) {
    const own = (_: number, i: number): boolean => i % outputs === k;
    const values = tally.mean.filter(own);
    const range = Math.max(...values) - Math.min(...values);
    if (!(Math.max(...errors.filter(own)) <= tolerance * range)) return false;
  }
  return true;
}
