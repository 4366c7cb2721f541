import type { Compare } from '../../fairness/types.js';
import type { Requirement, Verdict, VerdictReason } from '../types.js';
import { estimateOf, intervalOf, type Pair } from './comparison.js';
import type { Span } from './mover.js';
import type { Plan } from './plan.js';
import { at, isBeyond, isWithin, type Region, reach } from './region.js';

/** A comparison held against the bound. */
export interface Reading {
  readonly pair: Pair;
  /** Infinity where only the reference is 0. */
  readonly estimate: number | null;
  readonly plain: Span | null;
  /** The simultaneous interval lies wholly beyond the bound. */
  readonly beyond: boolean;
}

export interface Decision {
  readonly verdict: Verdict;
  readonly reason: VerdictReason;
  /** The comparison that decided, or the one nearest to the bound; null where there was none. */
  readonly decider: Reading | null;
}

export interface Levels {
  readonly plain: number;
  readonly simultaneous: number;
}

/** Holds every comparison against the region. */
export function readPairs(plan: Plan, compare: Compare, region: Region, levels: Levels): Reading[] {
  return plan.pairs.map((pair) => {
    const plain = intervalOf(pair, compare, levels.plain);
    // The simultaneous interval contains the plain one, so it need not be sought where the plain one is not beyond.
    const wide = plain !== null && isBeyond(plain, region) ? intervalOf(pair, compare, levels.simultaneous) : null;
    return { pair, estimate: estimateOf(pair, compare), plain, beyond: wide !== null && isBeyond(wide, region) };
  });
}

/** Largest first; what has no number comes last. */
function worst(readings: readonly Reading[], size: (reading: Reading) => number | null): Reading | null {
  let best: Reading | null = null;
  let most = Number.NEGATIVE_INFINITY;
  for (const reading of readings) {
    const value = size(reading) ?? Number.NEGATIVE_INFINITY;
    if (best === null || value > most) {
      best = reading;
      most = value;
    }
  }
  return best;
}

/** How a requirement is judged (contracts): see docs/explanations/verdicts.md. */
export function decide(requirement: Requirement, plan: Plan, readings: readonly Reading[], region: Region): Decision {
  const byEstimate = ({ estimate }: Reading) => (estimate === null ? null : reach(at(estimate), region));
  const byInterval = ({ plain }: Reading) => (plain === null ? null : reach(plain, region));
  const judged = readings.filter(({ pair }) => pair.judged);
  const beyond = readings.filter((reading) => reading.beyond);
  // Whatever the standard and the choice for small groups: what is surely beyond the bound fails.
  if (beyond.length > 0 && requirement.evidence !== 'point') {
    const judgedBeyond = beyond.filter(({ pair }) => pair.judged);
    return {
      verdict: 'fail',
      reason: 'interval-beyond',
      decider: worst(judgedBeyond.length > 0 ? judgedBeyond : beyond, byEstimate),
    };
  }
  return requirement.evidence === 'point'
    ? decideByEstimates(judged, beyond, readings, { region, byEstimate })
    : decideByIntervals(requirement, plan, { readings, judged, region, byInterval });
}

type Measure = (reading: Reading) => number | null;

function decideByEstimates(
  judged: readonly Reading[],
  beyond: readonly Reading[],
  readings: readonly Reading[],
  { region, byEstimate }: { readonly region: Region; readonly byEstimate: Measure },
): Decision {
  const failing = judged.filter(({ estimate }) => estimate !== null && !isWithin(at(estimate), region));
  if (failing.length > 0) return { verdict: 'fail', reason: 'estimate-beyond', decider: worst(failing, byEstimate) };
  if (beyond.length > 0) return { verdict: 'fail', reason: 'interval-beyond', decider: worst(beyond, byEstimate) };
  if (judged.length === 0)
    return { verdict: 'inconclusive', reason: 'nothing-to-compare', decider: worst(readings, byEstimate) };
  const open = judged.find(({ estimate }) => estimate === null);
  if (open) return { verdict: 'inconclusive', reason: 'not-estimable', decider: open };
  return { verdict: 'pass', reason: 'estimates-within', decider: worst(judged, byEstimate) };
}

interface IntervalReadings {
  readonly readings: readonly Reading[];
  readonly judged: readonly Reading[];
  readonly region: Region;
  readonly byInterval: Measure;
}

/** `violation` and `compliance` pass alike; short of that the one stays open, the other fails. */
function decideByIntervals(requirement: Requirement, plan: Plan, sight: IntervalReadings): Decision {
  const { readings, judged, region, byInterval } = sight;
  const otherwise: Verdict = requirement.evidence === 'compliance' ? 'fail' : 'inconclusive';
  if (judged.length === 0)
    return { verdict: otherwise, reason: 'nothing-to-compare', decider: worst(readings, byInterval) };
  const across = judged.filter(({ plain }) => plain !== null && !isWithin(plain, region));
  if (across.length > 0) return { verdict: otherwise, reason: 'interval-across', decider: worst(across, byInterval) };
  const open = judged.find(({ plain }) => plain === null);
  if (open) return { verdict: otherwise, reason: 'not-estimable', decider: open };
  if (smallGroupsHinder(requirement, plan)) {
    const small = readings.filter(({ pair }) => !pair.judged);
    return {
      verdict: otherwise,
      reason: 'small-groups',
      decider: worst(small, byInterval) ?? worst(judged, byInterval),
    };
  }
  return { verdict: 'pass', reason: 'intervals-within', decider: worst(judged, byInterval) };
}

/** Under `pool` only what stays too small although pooled hinders. */
function smallGroupsHinder({ smallGroups }: Requirement, { insufficient, pool }: Plan): boolean {
  if (smallGroups === 'report' || insufficient.length === 0) return false;
  return smallGroups === 'inconclusive' || pool === null || !pool.sufficient;
}
