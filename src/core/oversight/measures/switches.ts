import type { Estimate } from '../../stats/index.js';
import { gradeOf, type OutcomeScale, type OutcomeValue } from '../scale/index.js';
import { DEFAULT_LEVEL, rateOf } from './rate.js';

/** A reading with its view from before the machine's answer was shown, and its answer from after it. */
export interface SwitchReading {
  readonly scale: OutcomeScale;
  readonly machine: OutcomeValue;
  readonly view: OutcomeValue;
  readonly answer: OutcomeValue;
  /** What was right, as far as that is known, such as of a known-answer case; null where it is not. */
  readonly truth: OutcomeValue | null;
}

/** Rates among readings of which something is known of the machine's answer. */
export interface SwitchRates {
  /** Of readings whose view was another than the machine's answer: those that came nearer to it, or took it. */
  readonly toward: Estimate;
  /** Of readings whose view was the machine's answer: those that left it. */
  readonly away: Estimate;
}

export interface Switches {
  readonly readings: number;
  readonly all: SwitchRates;
  /** Where the machine was right: whoever does not follow it here relies on it too little. */
  readonly machineRight: SwitchRates;
  /** Where it was wrong: whoever follows it here does so because it is a machine, which is automation bias. */
  readonly machineWrong: SwitchRates;
  /** Readings of which it is not known what was right; they are in `all` alone. */
  readonly truthUnknown: number;
  /** Readings that ended further from the machine's answer than they began, though they did not begin with it. */
  readonly further: number;
}

interface Move {
  readonly beganNearBy: bigint;
  readonly endedNearBy: bigint;
  readonly isMachineRight: boolean | null;
}

/**
 * How often readers move towards the machine's answer once they see it, and away from it: overall, where the machine was right, and where it was
 * wrong. Distances are steps of the scale, so that half of the way to a level counts as a move. Wilson intervals.
 *
 * @throws TribuneError INVALID for what is no outcome of its scale, INVALID_ARGUMENT for a level outside 0..1
 * @example switchRates([{ scale, machine: 1, view: 0, answer: 1, truth: 0 }]).machineWrong.toward.estimate // 1: automation bias
 */
export function switchRates(readings: readonly SwitchReading[], { level = DEFAULT_LEVEL } = {}): Switches {
  const moves = readings.map(moveOf);
  const of = (isMachineRight: boolean): SwitchRates =>
    ratesOf(
      moves.filter((one) => one.isMachineRight === isMachineRight),
      level,
    );
  return {
    ...{ readings: moves.length, all: ratesOf(moves, level), machineRight: of(true), machineWrong: of(false) },
    truthUnknown: moves.filter(({ isMachineRight }) => isMachineRight === null).length,
    further: moves.filter(({ beganNearBy, endedNearBy }) => beganNearBy > 0n && endedNearBy > beganNearBy).length,
  };
}

function moveOf({ scale, machine, view, answer, truth }: SwitchReading): Move {
  const [at, began, ended] = [gradeOf(scale, machine), gradeOf(scale, view), gradeOf(scale, answer)];
  const gap = (one: bigint): bigint => (one > at ? one - at : at - one);
  return {
    beganNearBy: gap(began),
    endedNearBy: gap(ended),
    isMachineRight: truth === null ? null : gradeOf(scale, truth) === at,
  };
}

function ratesOf(moves: readonly Move[], level: number): SwitchRates {
  const apart = moves.filter(({ beganNearBy }) => beganNearBy > 0n);
  const together = moves.filter(({ beganNearBy }) => beganNearBy === 0n);
  const nearer = apart.filter(({ beganNearBy, endedNearBy }) => endedNearBy < beganNearBy).length;
  const left = together.filter(({ endedNearBy }) => endedNearBy > 0n).length;
  return {
    toward: rateOf({ successes: nearer, n: apart.length }, level, 'no view was another than the machine’s answer'),
    away: rateOf({ successes: left, n: together.length }, level, 'no view was the machine’s answer'),
  };
}
