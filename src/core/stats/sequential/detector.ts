import { demand } from '../base/check.js';
import { type BetScale, betSize, logBetOnRates, scaleBets } from './bets.js';
import { placeOnBoundary, rateToBetBy } from './block-evidence.js';
import type { DetectorPlan } from './detector-plan.js';
import type { LinearNull } from './linear-null.js';
import { logMeanExp } from './log-mean-exp.js';

/**
 * State of a detector, a Float64Array that a store may keep as 8-byte floats or as JSON numbers: every entry is finite.
 *
 * - [0] 1 while an alarm is on, otherwise 0; [1] blocks with data so far; [2] blocks since the alarm went on
 * - then for each stream the observations and successes that rates to bet by rest on, older ones faded
 * - then the logs of the evidence of each bet, claim by claim: against the claims, or while an alarm is on against their opposites
 */
export type DetectorState = Float64Array;

/** Where `updateDetector` leaves the evidence that it reached, which an alarm and its end forget. */
export interface ReachedEvidence {
  logEvidence: number;
}

/** What a block changed. */
export type DetectorChange = 'none' | 'alarm' | 'resolved';

const FIRING = 0;
const BLOCKS = 1;
const FIRING_BLOCKS = 2;
const PAST = 3;

/** Longest claim and most bets that a plan may have; scratch of one block, so that a fleet of a million series allocates nothing. */
const MAX_STREAMS = 8;
const means = new Float64Array(MAX_STREAMS);
const boundary = new Float64Array(MAX_STREAMS);
const spreads = new Float64Array(MAX_STREAMS);
const scale: BetScale = { unit: 0, variance: 0, largest: 0 };

const stateLength = (plan: DetectorPlan): number =>
  PAST + 2 * plan.streams + plan.watching.length * plan.excesses.length;

/**
 * A state that has seen nothing. With two groups, two sides and five bets it has 17 numbers, 136 bytes.
 * @example startDetector(planDetector({ hypotheses: [{ coefficients: [1, -1], bound: 0.05 }], threshold: 1000 })).length // 12
 */
export const startDetector = (plan: DetectorPlan): DetectorState => new Float64Array(stateLength(plan));

/**
 * Takes in one closed block and says what it changed. Allocates nothing.
 *
 * While no alarm is on, each bet j of each claim has evidence M_j, which becomes max(M_j, 1) times the block's e-value; when the average of
 * all reaches the threshold A there is an alarm. While the claims hold, A times the number of alarms plus the average gains at most 1 per block in expectation, so T blocks with data have at
 * most T / A alarms in expectation, however series depend on each other (e-detectors of Shin, Ramdas and Rinaldo 2024, NEJSDS 2, 229-260, in their CUSUM form). While an alarm is on,
 * the same is done against "the bound is still broken", and the alarm is over when each side has shown that it is not.
 *
 * A block in which a stream is empty changes no evidence; what the others counted is remembered. Bets need a past, so the first block of a
 * stream is only remembered.
 *
 * @param n observations of each stream in the block, whole numbers
 * @param successes ones among them
 * @param reached takes the evidence beside which the threshold was held, as `detectorEvidence` gives it, before an alarm or its end forgets it
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts, or a state of another plan
 */
export function updateDetector(
  plan: DetectorPlan,
  state: DetectorState,
  n: Float64Array,
  successes: Float64Array,
  reached?: ReachedEvidence,
): DetectorChange {
  checkBlock(plan, state, n, successes);
  let change: DetectorChange = 'none';
  if (canBet(plan, state, n)) {
    state[BLOCKS]! += 1;
    const claims = state[FIRING] === 0 ? plan.watching : plan.resolving;
    if (claims !== null) bet(plan, claims, state, n, successes);
    const logEvidence = detectorEvidence(plan, state);
    if (reached !== undefined) reached.logEvidence = logEvidence;
    change = state[FIRING] === 0 ? watch(plan, state, logEvidence) : resolve(plan, state, logEvidence);
  } else if (reached !== undefined) reached.logEvidence = detectorEvidence(plan, state);
  remember(plan, state, n, successes);
  return change;
}

function checkBlock(plan: DetectorPlan, state: DetectorState, n: Float64Array, successes: Float64Array): void {
  if (state.length !== stateLength(plan)) {
    demand(
      false,
      `the state has ${state.length} numbers and the plan ${stateLength(plan)}`,
      'Keep a state with its plan.',
    );
  }
  if (n.length !== plan.streams || successes.length !== plan.streams) {
    demand(false, `${n.length} counts for ${plan.streams} streams`, 'Pass n and successes of each stream.');
  }
  for (let g = 0; g < plan.streams; g++) {
    const possible = Number.isSafeInteger(n[g]!) && Number.isSafeInteger(successes[g]!) && successes[g]! >= 0;
    if (!possible || successes[g]! > n[g]!) {
      demand(false, `stream ${g} has ${successes[g]} of ${n[g]}`, 'Pass whole counts, successes at most n.');
    }
  }
}

function canBet(plan: DetectorPlan, state: DetectorState, n: Float64Array): boolean {
  for (let g = 0; g < plan.streams; g++) if (n[g] === 0 || state[PAST + 2 * g] === 0) return false;
  return true;
}

function watch(plan: DetectorPlan, state: DetectorState, logEvidence: number): DetectorChange {
  if (logEvidence < plan.logThreshold) return 'none';
  state[FIRING] = 1;
  state[FIRING_BLOCKS] = 0;
  forgetEvidence(plan, state);
  return 'alarm';
}

function resolve(plan: DetectorPlan, state: DetectorState, logEvidence: number): DetectorChange {
  state[FIRING_BLOCKS]! += 1;
  if (plan.resolving === null || logEvidence < plan.logResolveThreshold) return 'none';
  endAlarm(plan, state);
  return 'resolved';
}

/** Each bet's evidence, but at least 1 of it, is multiplied by what the block gives. */
function bet(
  plan: DetectorPlan,
  claims: readonly LinearNull[],
  state: DetectorState,
  n: Float64Array,
  successes: Float64Array,
): void {
  for (let g = 0; g < plan.streams; g++) means[g] = rateToBetBy(state[PAST + 2 * g + 1]!, state[PAST + 2 * g]!);
  let slot = PAST + 2 * plan.streams;
  for (let c = 0; c < claims.length; c++) {
    const claim = claims[c]!;
    placeOnBoundary(claim, means, n, boundary, spreads);
    scaleBets(claim, boundary, spreads, n, scale);
    for (let j = 0; j < plan.excesses.length; j++) {
      const gained = logBetOnRates(claim, boundary, n, successes, betSize(scale, plan.excesses[j]!));
      state[slot] = Math.max(state[slot]!, 0) + gained;
      slot += 1;
    }
  }
}

/** Adds a block to what rates to bet by rest on, and fades the whole to the memory. */
function remember(plan: DetectorPlan, state: DetectorState, n: Float64Array, successes: Float64Array): void {
  for (let g = 0; g < plan.streams; g++) {
    const at = PAST + 2 * g;
    const sum = state[at]! + n[g]!;
    const kept = sum > plan.memory ? plan.memory / sum : 1;
    state[at] = sum * kept;
    state[at + 1] = (state[at + 1]! + successes[g]!) * kept;
  }
}

const forgetEvidence = (plan: DetectorPlan, state: DetectorState): void => {
  state.fill(0, PAST + 2 * plan.streams);
};

/**
 * log of the evidence: against the claims, to be held beside `plan.logThreshold`; while an alarm is on, that every bound is kept again (the
 * weakest side), to be held beside `plan.logResolveThreshold`. 0 before any block.
 */
export function detectorEvidence(plan: DetectorPlan, state: DetectorState): number {
  const first = PAST + 2 * plan.streams;
  const bets = plan.excesses.length;
  if (state[FIRING] === 0) return logMeanExp(state, first, plan.watching.length * bets);
  let weakest = Number.POSITIVE_INFINITY;
  for (let c = 0; c < plan.watching.length; c++) weakest = Math.min(weakest, logMeanExp(state, first + c * bets, bets));
  return weakest;
}

/** Whether an alarm is on. */
export const isFiring = (state: DetectorState): boolean => state[FIRING] === 1;

/** Ends an alarm by hand and begins to watch anew; what rates to bet by rest on is kept. */
export function endAlarm(plan: DetectorPlan, state: DetectorState): void {
  state[FIRING] = 0;
  state[FIRING_BLOCKS] = 0;
  forgetEvidence(plan, state);
}

/**
 * Gives a stream another past to bet by, as when the group that others are compared with becomes another one. Where bets are placed may depend on
 * anything that was counted before, so evidence is kept.
 *
 * @param stream place of the stream among the coefficients
 * @param n observations that rates to bet by rest on, at least 0
 * @param successes ones among them
 * @throws TribuneError `INVALID_ARGUMENT` for a stream that the plan does not have, or impossible counts
 */
export function replacePast(
  plan: DetectorPlan,
  state: DetectorState,
  stream: number,
  { n, successes }: { readonly n: number; readonly successes: number },
): void {
  if (!(Number.isInteger(stream) && stream >= 0 && stream < plan.streams))
    demand(false, `there is no stream ${stream}`, `Pass 0 to ${plan.streams - 1}.`);
  if (!(Number.isFinite(n) && successes >= 0 && successes <= n))
    demand(false, `the past has ${successes} of ${n}`, 'Pass successes of at most n.');
  state[PAST + 2 * stream] = n;
  state[PAST + 2 * stream + 1] = successes;
}

/**
 * Carries a state over to a plan with another threshold, as when series join or leave a fleet. Evidence is scaled down with a threshold that
 * falls, so that what was gathered under the old one counts for the same share of the new; the budget then holds across the change.
 *
 * @throws TribuneError `INVALID_ARGUMENT` when the plans differ in more than their thresholds
 */
export function changeThreshold(from: DetectorPlan, to: DetectorPlan, state: DetectorState): void {
  const sameClaims = JSON.stringify([from.watching, from.excesses]) === JSON.stringify([to.watching, to.excesses]);
  demand(sameClaims, 'the plans watch different claims', 'Start a new detector where claims or bets change.');
  if (state[FIRING] === 1 || to.logThreshold >= from.logThreshold) return;
  for (let slot = PAST + 2 * from.streams; slot < state.length; slot++) {
    state[slot]! += to.logThreshold - from.logThreshold;
  }
}
