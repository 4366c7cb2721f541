import { demand, demandCount, demandFinite } from '../base/check.js';
import type { ReachedEvidence } from './detector.js';
import { logMeanExp } from './log-mean-exp.js';

/** A detector over e-values of any kind, without its state. Plain data. */
export interface EvidenceDetectorPlan {
  /** E-values that each block brings: bets, or bets of both sides of a claim. */
  readonly bets: number;
  readonly logThreshold: number;
}

/**
 * State of a detector over e-values, to be kept as it is; every entry is finite.
 * - [0] 1 while an alarm is on, otherwise 0; [1] blocks with evidence so far; then the log of the evidence of each bet
 */
export type EvidenceDetectorState = Float64Array;

const FIRING = 0;
const BLOCKS = 1;
const FIRST_BET = 2;
const MAX_BETS = 64;

/**
 * A detector for evidence that is not about rates alone: drift, calibration, areas under curves, means.
 *
 * @param threshold evidence at which an alarm is raised, above 1, as `alarmThresholds` gives it
 * @throws TribuneError `INVALID_ARGUMENT` on no bets, more than 64, or a threshold not above 1
 * @example planEvidenceDetector({ bets: 5, threshold: 36_000 }).logThreshold // 10.49
 */
export function planEvidenceDetector(options: {
  readonly bets: number;
  readonly threshold: number;
}): EvidenceDetectorPlan {
  const { bets, threshold } = options;
  demandCount(bets, 'bets');
  demand(bets >= 1 && bets <= MAX_BETS, `there are ${bets} bets`, `Pass 1 to ${MAX_BETS}.`);
  demand(
    Number.isFinite(threshold) && threshold > 1,
    `threshold is ${threshold}`,
    'Pass a finite threshold above 1: evidence of 1 says nothing.',
  );
  return { bets, logThreshold: Math.log(threshold) };
}

/** A state that has seen nothing. */
export const startEvidenceDetector = (plan: EvidenceDetectorPlan): EvidenceDetectorState =>
  new Float64Array(FIRST_BET + plan.bets);

/**
 * Takes in the e-values of one block, bet by bet, and says whether they raise an alarm. Each bet's evidence, but at least 1 of it, is multiplied by its e-value; an alarm is raised when the average reaches the
 * threshold A, and is over when a person ends it (`endEvidenceAlarm`), until which blocks count for nothing. While the claims hold, T blocks with evidence raise at most T / A alarms in expectation, however they hang
 * together: `updateDetector` says why and whose it is.
 *
 * @param logs log of the e-value of each bet, given what was known before the block; null where the block gives none
 * @param reached takes the evidence beside which the threshold was held, as `evidenceReached` gives it
 * @throws TribuneError `INVALID_ARGUMENT` on another number of bets, or a log that is not finite
 */
export function updateEvidenceDetector(
  plan: EvidenceDetectorPlan,
  state: EvidenceDetectorState,
  logs: ArrayLike<number> | null,
  reached?: ReachedEvidence,
): 'none' | 'alarm' {
  if (state.length !== FIRST_BET + plan.bets || (logs !== null && logs.length !== plan.bets)) {
    demand(
      false,
      `the plan has ${plan.bets} bets, the state ${state.length - FIRST_BET} and the block ${logs?.length ?? 'none'}`,
      'Pass a state of this plan and an e-value for each bet.',
    );
  }
  if (logs === null || state[FIRING] === 1) {
    if (reached !== undefined) reached.logEvidence = evidenceReached(state);
    return 'none';
  }
  for (let j = 0; j < plan.bets; j++) if (!Number.isFinite(logs[j]!)) demandFinite(logs[j]!, `log ${j}`);
  state[BLOCKS]! += 1;
  for (let j = 0; j < plan.bets; j++) state[FIRST_BET + j] = Math.max(state[FIRST_BET + j]!, 0) + logs[j]!;
  const logEvidence = evidenceReached(state);
  if (reached !== undefined) reached.logEvidence = logEvidence;
  if (logEvidence < plan.logThreshold) return 'none';
  state[FIRING] = 1;
  return 'alarm';
}

/** log of the evidence, beside `plan.logThreshold`; while an alarm is on, what raised it. 0 before any block. */
export const evidenceReached = (state: EvidenceDetectorState): number => logMeanExp(state, FIRST_BET);

/** Whether an alarm is on. */
export const isEvidenceAlarm = (state: EvidenceDetectorState): boolean => state[FIRING] === 1;

/** Ends an alarm and begins to watch anew. */
export function endEvidenceAlarm(state: EvidenceDetectorState): void {
  state[FIRING] = 0;
  state.fill(0, FIRST_BET);
}
