import type { Compare } from '../../fairness/tally/index.js';
import { normalQuantile } from '../../stats/index.js';
import type { VerdictReason } from '../sections/result-types.js';
import type { Requirement, Verdict } from '../sections/types.js';
import { estimateOf, intervalOf, isLarge, lessExtreme, type Pair, smallCellsOf } from './comparison.js';
import { type ExactFinding, type ExactJudge, exactJudge, exactWithin, hasCounts } from './exact.js';
import type { Span } from './mover.js';
import { type Layout, type Plan, unpooled } from './plan.js';
import { at, isBeyond, isWithin, type Region, reach, surety } from './region.js';

/** Something that is held against the bound: the gap of two groups, or the value of one. */
export interface Judgeable {
  /** Whether a pass has to show it. */
  readonly judged: boolean;
  /** The estimate; Infinity where a ratio has a reference of 0. */
  readonly estimate: number | null;
  /** The interval at the policy's level; it is computed when it is first read. */
  readonly plain: Span | null;
  /** How surely the interval lies wholly beyond the bound; larger is surer, 0 is not surely. */
  readonly surety: number;
  /** Set where a group is too small for intervals and its own count shows the breach. */
  readonly exact: ExactFinding | null;
  /**
   * False when the interval lies within the bound but rests on so few people of one kind that the exact count would have to show the same,
   * and does not.
   */
  readonly firm: boolean;
}

/** A comparison held against the bound. */
export interface Reading extends Judgeable {
  readonly pair: Pair;
}

export interface Judgement<Of extends Judgeable> {
  readonly verdict: Verdict;
  readonly reason: VerdictReason;
  /** What decided, or what is nearest to the bound; null where there was nothing. */
  readonly decider: Of | null;
}

export interface Levels {
  readonly plain: number;
  readonly simultaneous: number;
}

/**
 * Holds every comparison against the region: by the simultaneous interval, or by its own count where a group is too small for an interval.
 */
export function readPairs(plan: Layout, compare: Compare, region: Region, levels: Levels): Reading[] {
  const exactOf = exactJudge(compare, region, levels.simultaneous);
  const isBeyondAt = (pair: Pair): boolean => {
    const span = intervalOf(pair, compare, levels.simultaneous);
    return span !== null && isBeyond(span, region);
  };
  const withinOf = exactWithin(compare, region, levels.plain);
  return plan.pairs.map((pair) => {
    const estimate = estimateOf(pair, compare);
    const exact = isLarge(pair) ? null : exactOf(pair);
    const out = isLarge(pair) && isOut(estimate, region) && !isUnproven(pair, { plan, exactOf, isBeyondAt });
    const wide = out ? intervalOf(pair, compare, levels.simultaneous) : null;
    let plain: Span | null | undefined;
    return {
      pair,
      judged: pair.judged,
      estimate,
      exact,
      surety: exact !== null ? exactSurety(exact) : wide === null ? 0 : surety(estimate!, wide, region),
      get firm() {
        return smallCellsOf(pair, 1) === null || withinOf(pair) !== false;
      },
      get plain() {
        if (plain === undefined) plain = intervalOf(pair, compare, levels.plain);
        return plain;
      },
    };
  });
}

/**
 * Whether a breach by interval is not proven. Where one kind of outcome is rare, a score interval errs more often than its level says, so
 * the breach must also be shown by the exact count, or by the interval of the nearest less extreme counts that are not rare (anything more
 * extreme than a breach is a breach).
 */
function isUnproven(
  pair: Pair,
  sight: { plan: Layout; exactOf: ExactJudge; isBeyondAt: (pair: Pair) => boolean },
): boolean {
  const { comparisons } = sight.plan;
  if (smallCellsOf(pair, comparisons) === null || !hasCounts(pair) || sight.exactOf(pair) !== null) return false;
  const milder = lessExtreme(pair, comparisons);
  return milder === null || !sight.isBeyondAt(milder);
}

/** Whether the estimate is beyond the bound. An interval contains its estimate, so it cannot be beyond a bound that the estimate keeps. */
export const isOut = (estimate: number | null, region: Region): boolean =>
  estimate !== null && !isWithin(at(estimate), region);

/** Surety of an exact finding on the scale of intervals: normal quantiles of the observed chance and of the allowed one. */
export const exactSurety = ({ chance, allowed }: Pick<ExactFinding, 'chance' | 'allowed'>): number =>
  normalQuantile(Math.max(chance, Number.MIN_VALUE)) / normalQuantile(allowed);

/** The reading with the largest size; readings without a number come last. */
function worst<Of extends Judgeable>(readings: readonly Of[], size: (reading: Of) => number | null): Of | null {
  let best: Of | null = null;
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

/** Judges a requirement from its readings (contracts); docs/explanations/verdicts.md explains the rules. */
export function decide<Of extends Judgeable>(
  requirement: Pick<Requirement, 'evidence' | 'smallGroups'>,
  plan: Pick<Plan, 'insufficient' | 'pool'>,
  readings: readonly Of[],
  region: Region,
): Judgement<Of> {
  const byEstimate = ({ estimate }: Judgeable) => (estimate === null ? null : reach(at(estimate), region));
  const byInterval = ({ plain }: Judgeable) => (plain === null ? null : reach(plain, region));
  const judged = readings.filter((reading) => reading.judged);
  const breach = surestBreach(readings);
  // A comparison that is surely beyond the bound fails, whatever the evidence standard and the choice for small groups.
  if (breach !== null && requirement.evidence !== 'point') return breach;
  return requirement.evidence === 'point'
    ? decideByEstimates(judged, breach, readings, { region, byEstimate })
    : decideByIntervals(requirement, plan, { readings, judged, region, byInterval });
}

/** The pair most surely beyond the bound; groups large enough to judge come before those that are not. */
function surestBreach<Of extends Judgeable>(readings: readonly Of[]): Judgement<Of> | null {
  const beyond = readings.filter((reading) => reading.surety > 0);
  if (beyond.length === 0) return null;
  const byInterval = beyond.filter(({ exact }) => exact === null);
  const decider = worst(byInterval.length > 0 ? byInterval : beyond, (reading) => reading.surety);
  return { verdict: 'fail', reason: byInterval.length > 0 ? 'interval-beyond' : 'exact-beyond', decider };
}

type Measure = (reading: Judgeable) => number | null;

function decideByEstimates<Of extends Judgeable>(
  judged: readonly Of[],
  breach: Judgement<Of> | null,
  readings: readonly Of[],
  { region, byEstimate }: { readonly region: Region; readonly byEstimate: Measure },
): Judgement<Of> {
  const failing = judged.filter(({ estimate }) => estimate !== null && !isWithin(at(estimate), region));
  if (failing.length > 0) return { verdict: 'fail', reason: 'estimate-beyond', decider: worst(failing, byEstimate) };
  if (breach !== null) return breach;
  if (judged.length === 0)
    return { verdict: 'inconclusive', reason: 'nothing-to-compare', decider: worst(readings, byEstimate) };
  const open = judged.find(({ estimate }) => estimate === null);
  if (open) return { verdict: 'inconclusive', reason: 'not-estimable', decider: open };
  return { verdict: 'pass', reason: 'estimates-within', decider: worst(judged, byEstimate) };
}

interface IntervalReadings<Of extends Judgeable> {
  readonly readings: readonly Of[];
  readonly judged: readonly Of[];
  readonly region: Region;
  readonly byInterval: Measure;
}

/** Judges by intervals. `violation` and `compliance` pass alike; short of a pass, `violation` stays inconclusive and `compliance` fails. */
function decideByIntervals<Of extends Judgeable>(
  requirement: Pick<Requirement, 'evidence' | 'smallGroups'>,
  plan: Pick<Plan, 'insufficient' | 'pool'>,
  sight: IntervalReadings<Of>,
): Judgement<Of> {
  const { readings, judged, region, byInterval } = sight;
  const otherwise: Verdict = requirement.evidence === 'compliance' ? 'fail' : 'inconclusive';
  if (judged.length === 0)
    return { verdict: otherwise, reason: 'nothing-to-compare', decider: worst(readings, byInterval) };
  const across = judged.filter(({ plain }) => plain !== null && !isWithin(plain, region));
  if (across.length > 0) return { verdict: otherwise, reason: 'interval-across', decider: worst(across, byInterval) };
  const open = judged.find(({ plain }) => plain === null);
  if (open) return { verdict: otherwise, reason: 'not-estimable', decider: open };
  const thin = judged.filter(({ firm }) => !firm);
  if (thin.length > 0) return { verdict: otherwise, reason: 'small-cells', decider: worst(thin, byInterval) };
  if (smallGroupsHinder(requirement, plan)) {
    const small = readings.filter((reading) => !reading.judged);
    return {
      verdict: otherwise,
      reason: 'small-groups',
      decider: worst(small, byInterval) ?? worst(judged, byInterval),
    };
  }
  return { verdict: 'pass', reason: 'intervals-within', decider: worst(judged, byInterval) };
}

/** Whether small groups keep the requirement from passing; under `pool` those do that no pool judged. */
const smallGroupsHinder = (
  { smallGroups }: Pick<Requirement, 'smallGroups'>,
  plan: Pick<Plan, 'insufficient' | 'pool'>,
): boolean => smallGroups !== 'report' && unpooled(plan).length > 0;
