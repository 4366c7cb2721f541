import { demand, demandPositive } from '../base/check.js';
import { DEFAULT_EXCESSES, demandExcesses } from './bets.js';
import { areOpposite, demandNull, type LinearNull } from './linear-null.js';

/** What `planDetector` needs. */
export interface DetectorOptions {
  /** Claims of the requirement, as `nullsWithin` gives them; an alarm says that one of them is broken. All about the same streams. */
  readonly hypotheses: readonly LinearNull[];
  /** Evidence at which an alarm is raised, above 1; `alarmThresholds` derives it from a budget of false alarms per day. */
  readonly threshold: number;
  /**
   * Bounds that are to be kept again, in the order of the claims, before an alarm is over; by default those of the claims. Null: only a
   * person ends an alarm. Where claims leave no room (a difference of exactly 0 either way) nothing can show that they are kept, and the default is null.
   */
  readonly resolveBounds?: readonly number[] | null;
  /** Evidence at which an alarm is over, above 1. Default 1000: about one false end in a thousand blocks while a bound stays broken. */
  readonly resolveThreshold?: number;
  /** By how much a claim is imagined to be broken, equally weighted. */
  readonly excesses?: readonly number[];
  /** Observations of each stream, about, that rates to bet by rest on; older ones fade. Default 1000. */
  readonly memory?: number;
}

/** A detector without its state: one plan serves any number of series with the same requirement and threshold. Plain data. */
export interface DetectorPlan {
  readonly streams: number;
  readonly watching: readonly LinearNull[];
  /** The claims that a bound is still broken, evidence against which ends an alarm; null where nothing but a person ends it. */
  readonly resolving: readonly LinearNull[] | null;
  readonly excesses: readonly number[];
  readonly memory: number;
  readonly logThreshold: number;
  readonly logResolveThreshold: number;
}

const DEFAULT_RESOLVE_THRESHOLD = 1000;
const DEFAULT_MEMORY = 1000;

/**
 * Checks and completes the options of a detector.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on claims about different streams or that cannot be watched, thresholds not above 1, or bounds to
 * return to that no rates keep
 * @example planDetector({ hypotheses: nullsWithin({ compare: 'difference', max: 0.05 }), threshold: 36_000 }).streams // 2
 */
export function planDetector(options: DetectorOptions): DetectorPlan {
  const { hypotheses, threshold, excesses = DEFAULT_EXCESSES, memory = DEFAULT_MEMORY } = options;
  const { resolveThreshold = DEFAULT_RESOLVE_THRESHOLD } = options;
  demand(
    hypotheses.length >= 1 && hypotheses.length <= 2,
    `there are ${hypotheses.length} claims`,
    'Pass one or two: the sides of one requirement. Requirements have series of their own.',
  );
  for (const each of hypotheses) demandNull(each);
  const streams = hypotheses[0]!.coefficients.length;
  for (const each of hypotheses) {
    demand(
      each.coefficients.length === streams,
      `claims are about ${streams} and ${each.coefficients.length} streams`,
      'Pass claims about the same streams.',
    );
  }
  demandThreshold(threshold, 'threshold');
  demandThreshold(resolveThreshold, 'resolveThreshold');
  demandExcesses(excesses);
  demandPositive(memory, 'memory');
  return {
    streams,
    watching: hypotheses.map(({ coefficients, bound }) => ({ coefficients: [...coefficients], bound })),
    resolving: resolvingClaims(hypotheses, options.resolveBounds),
    excesses: [...excesses],
    memory,
    logThreshold: Math.log(threshold),
    logResolveThreshold: Math.log(resolveThreshold),
  };
}

function demandThreshold(value: number, name: string): void {
  demand(
    Number.isFinite(value) && value > 1,
    `${name} is ${value}`,
    `Pass a finite ${name} above 1: evidence of 1 says nothing.`,
  );
}

/** The opposite of each claim, "the sum is at least its bound". */
function resolvingClaims(
  hypotheses: readonly LinearNull[],
  bounds: readonly number[] | null | undefined,
): LinearNull[] | null {
  if (bounds === null) return null;
  demand(
    bounds === undefined || bounds.length === hypotheses.length,
    `there are ${bounds?.length} resolveBounds`,
    'Pass one for each claim, or null.',
  );
  const kept = hypotheses.map(({ coefficients, bound }, i) => ({ coefficients, bound: bounds?.[i] ?? bound }));
  const leaveRoom = kept.every(canBeKeptWithRoom) && !(kept.length === 2 && leavesNone(kept[0]!, kept[1]!));
  if (!leaveRoom) {
    demand(
      bounds === undefined,
      `no rates lie strictly within the resolveBounds ${bounds}`,
      'Pass bounds with room between them, or null where a person ends the alarm.',
    );
    return null;
  }
  return kept.map(({ coefficients, bound }) => ({ coefficients: coefficients.map((c) => -c), bound: -bound }));
}

/** Whether some rates keep the claim strictly, so that keeping it can be shown. */
export function canBeKeptWithRoom({ coefficients, bound }: LinearNull): boolean {
  const least = coefficients.reduce((sum, c) => sum + Math.min(0, c), 0);
  const most = coefficients.reduce((sum, c) => sum + Math.max(0, c), 0);
  return Number.isFinite(bound) && bound > least && bound <= most;
}

const leavesNone = (a: LinearNull, b: LinearNull): boolean => areOpposite(a, b) && a.bound + b.bound <= 0;
