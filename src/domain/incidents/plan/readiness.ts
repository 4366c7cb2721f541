import { DAY_MS } from '../../../core/base/durations.js';
import type { IncidentPlan, WantedPlan } from './types.js';

/** What is missing in a plan, or too old. */
export interface PlanGap {
  readonly what: keyof WantedPlan | 'plan';
  readonly why: string;
}

/** Whether a system could go into an incident now. `stale`: it could once. */
export interface Readiness {
  readonly status: 'ready' | 'incomplete' | 'stale' | 'missing';
  readonly gaps: readonly PlanGap[];
  /** When the plan, or its last drill, becomes stale; null where it is, or where there is none. ms since 1970. */
  readonly staleAtMs: number | null;
}

/** A drill of the stop switch that ended, as the service recorded it. */
export interface RecordedDrill {
  readonly atMs: number;
}

const NO_PLAN: Readiness = {
  status: 'missing',
  gaps: [{ what: 'plan', why: 'there is no incident plan' }],
  staleAtMs: null,
};

/**
 * Judges a plan: a gate asks this before a launch, and pages show it. A drill counts by the day that the plan says, or as the stop switch
 * recorded it, whichever is later. What a plan says is not checked for truth; that it says something, is.
 */
export function readinessOf(plan: IncidentPlan | null, nowMs: number, drill: RecordedDrill | null = null): Readiness {
  if (plan === null) return NO_PLAN;
  const missing = REQUIRED.flatMap(([what, why]) => (isEmpty(plan[what]) ? [{ what, why }] : []));
  const drills = [...plan.drills.map(({ day }) => Date.parse(day)), ...(drill === null ? [] : [drill.atMs])];
  const lastDrillMs = drills.length === 0 ? null : Math.max(...drills.filter((at) => at <= nowMs));
  const assessedUntilMs = Date.parse(plan.reassessedOn) + plan.reassessEveryDays * DAY_MS;
  const drilledUntilMs =
    lastDrillMs === null || lastDrillMs === Number.NEGATIVE_INFINITY
      ? null
      : lastDrillMs + plan.drillEveryDays * DAY_MS;
  const gaps: PlanGap[] = [...missing];
  if (drilledUntilMs === null) gaps.push({ what: 'drills', why: 'nothing was ever practised' });
  const stale: PlanGap[] = [];
  if (assessedUntilMs <= nowMs)
    stale.push({
      what: 'reassessedOn',
      why: `it was last reassessed on ${plan.reassessedOn}, and is to be every ${plan.reassessEveryDays} days`,
    });
  if (drilledUntilMs !== null && drilledUntilMs <= nowMs)
    stale.push({
      what: 'drills',
      why: `the last drill was on ${dayOf(lastDrillMs!)}, and one is to be every ${plan.drillEveryDays} days`,
    });
  const status = gaps.length > 0 ? 'incomplete' : stale.length > 0 ? 'stale' : 'ready';
  const staleAtMs = status === 'ready' ? Math.min(assessedUntilMs, drilledUntilMs!) : null;
  return { status, gaps: [...gaps, ...stale], staleAtMs };
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

const isEmpty = (value: unknown): boolean =>
  Array.isArray(value) ? value.length === 0 : typeof value === 'string' && value.trim() === '';

/** What a plan must say. Consumers, duties and trainings may truly be none. */
const REQUIRED: readonly (readonly [keyof WantedPlan, string])[] = [
  ['authority', 'nobody is named who decides'],
  ['budget', 'nobody is named who pays, and up to what'],
  ['costOfStopping', 'what switching off costs is not said'],
  ['switchOff', 'how it is switched off is not said'],
  ['switchOn', 'how it is switched on again is not said'],
  ['called', 'nobody is named who is called'],
];
