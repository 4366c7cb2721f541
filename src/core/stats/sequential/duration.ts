import { demand, demandCount, demandFinite, demandLevel } from '../base/check.js';
import type { Interval } from '../base/estimate.js';
import type { Truth } from './truth.js';

/** In how many blocks of a window a statement must hold: in every one, or in at least some number. */
export type DurationRule =
  | {
      readonly mode: 'every';
      /** Blocks of the window, such as 7 days. */
      readonly blocks: number;
      /** Blocks that may be missing or not known while all others hold; default 0. */
      readonly mostUnknown?: number;
    }
  | { readonly mode: 'm-of-n'; readonly blocks: number; readonly atLeast: number };

const MAX_BLOCKS = 10_000;

/**
 * Whether a statement has held for a time, from what is known of it block by block. The window is the last `blocks` of them; what is not there yet, or is null, is not known.
 *
 * | rule | holds | does not hold |
 * | --- | --- | --- |
 * | every | it does not fail to hold in any block, and is known in all but `mostUnknown` and in at least one | it does not hold in one block |
 * | m-of-n | it holds in `atLeast` blocks | it cannot reach `atLeast`, even if it held in all that are not known |
 *
 * and is not known otherwise (Kleene's strong logic of three values: an answer is given only where every way to fill in the unknown gives the same one; `mostUnknown` alone goes beyond that). A single block with too few people never ends, and never
 * completes, what seven days have shown.
 *
 * @param truths one for each block in the order of time, the latest last; null where the block is missing
 * @throws TribuneError `INVALID_ARGUMENT` on an impossible rule or a word that is no truth
 * @example durationTruth(['holds', 'not-known', 'holds'], { mode: 'm-of-n', blocks: 3, atLeast: 2 }) // 'holds'
 */
export function durationTruth(truths: readonly (Truth | null)[], rule: DurationRule): Truth {
  demandRule(rule);
  let holds = 0;
  let fails = 0;
  for (const each of truths.slice(-rule.blocks)) {
    if (each === 'holds') holds += 1;
    else if (each === 'does-not-hold') fails += 1;
    else if (each !== null && each !== 'not-known') {
      demand(false, `a truth is ${String(each)}`, 'Pass holds, does-not-hold, not-known or null.');
    }
  }
  const unknown = rule.blocks - holds - fails;
  if (rule.mode === 'm-of-n') {
    if (holds >= rule.atLeast) return 'holds';
    return holds + unknown < rule.atLeast ? 'does-not-hold' : 'not-known';
  }
  if (fails > 0) return 'does-not-hold';
  return holds > 0 && unknown <= (rule.mostUnknown ?? 0) ? 'holds' : 'not-known';
}

function demandRule(rule: DurationRule): void {
  demand(
    rule.mode === 'every' || rule.mode === 'm-of-n',
    `the mode is ${(rule as { mode: unknown }).mode}`,
    'Pass every or m-of-n.',
  );
  demandCount(rule.blocks, 'blocks');
  demand(
    rule.blocks >= 1 && rule.blocks <= MAX_BLOCKS,
    `the window has ${rule.blocks} blocks`,
    `Pass 1 to ${MAX_BLOCKS}.`,
  );
  const [name, value, least, most] =
    rule.mode === 'm-of-n'
      ? (['atLeast', rule.atLeast, 1, rule.blocks] as const)
      : (['mostUnknown', rule.mostUnknown ?? 0, 0, rule.blocks - 1] as const);
  demandCount(value, name);
  demand(value >= least && value <= most, `${name} is ${value} of ${rule.blocks} blocks`, `Pass ${least} to ${most}.`);
}

/** Chances that a duration is answered falsely at one time. */
export interface DurationErrors {
  /** That it is said to hold although it does not. */
  readonly falseHolds: number;
  /** That it is said not to hold although it does. */
  readonly falseDoesNotHold: number;
}

/**
 * The largest chance of a false answer of `durationTruth` at one time when each block's answer is false with a chance of at most `level`, however the blocks hang together. A duration that does not hold has blocks in
 * which the statement is false, at least u + 1 of n when m = n - u must hold; if just so many have to be answered falsely for m to be reached, the chance is at most their expected share (Markov): (n - m + 1) * level. For "every" that is the level itself (the
 * intersection-union principle, Berger 1982, Technometrics 24, 295-300); the other way round it is m * level. With `mostUnknown` = k, what is said to hold is that the statement held in the blocks that are known, and that is false with
 * a chance of at most (k + 1) * level.
 *
 * Looked at daily, that many false answers a day are to be expected at most.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on an impossible rule or a level outside 0..1
 * @example durationErrors({ mode: 'every', blocks: 7 }, 0.05) // { falseHolds: 0.05, falseDoesNotHold: 0.35 }
 */
export function durationErrors(rule: DurationRule, level: number): DurationErrors {
  demandRule(rule);
  demandLevel(level);
  const isEvery = rule.mode === 'every';
  const maySpare = isEvery ? (rule.mostUnknown ?? 0) : rule.blocks - rule.atLeast;
  return {
    falseHolds: Math.min(1, (maySpare + 1) * level),
    falseDoesNotHold: Math.min(1, (isEvery ? rule.blocks : rule.atLeast) * level),
  };
}

/**
 * The steps of a trend, for `durationTruth`: of each block but the first whether it rose by more than `least` since the block before. It did when the two intervals are further apart than that, it did not when no values of the two are, and it is
 * not known otherwise or where one of them is missing. For a fall pass the intervals of the negative quantity. The step from the first block of a window to its last is `trendSteps([first, last], least)`.
 *
 * With intervals that each miss their value with a chance of at most a, all answers about k steps are right together with a chance of at least 1 - (k + 1) a.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on an interval that is none or a `least` that is not finite
 * @example trendSteps([{ lower: 0.1, upper: 0.2 }, { lower: 0.3, upper: 0.4 }, null], 0) // ['holds', 'not-known']
 */
export function trendSteps(blocks: readonly (Interval | null)[], least: number): Truth[] {
  demandFinite(least, 'least');
  blocks.forEach((block, i) => {
    if (block === null) return;
    const isInterval = block.lower <= block.upper;
    demand(isInterval, `interval ${i} is from ${block.lower} to ${block.upper}`, 'Pass lower of at most upper.');
  });
  return blocks.slice(1).map((after, i) => {
    const before = blocks[i]!;
    if (before === null || after === null) return 'not-known';
    if (after.lower - before.upper > least) return 'holds';
    return after.upper - before.lower <= least ? 'does-not-hold' : 'not-known';
  });
}
