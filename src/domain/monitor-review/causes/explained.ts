import {
  type MonitorPlan,
  type PaneAt,
  type Phase,
  type StateChange,
  type Watch,
  watchNamed,
} from '../../monitor/index.js';
import { Lookback } from './lookback.js';
import { causesOf } from './report.js';
import { isExplained } from './sides.js';
import { timesOf } from './times.js';
import type { CauseReport } from './types.js';

/** A change of state; of an alarm with what may be behind it, where the policy declares what to look at (`monitor.causes`). */
export type ExplainedChange = StateChange & { readonly causes?: CauseReport };

/** Phase of the series that a change is of; null where its causes are not asked for. */
export function phaseToExplain(plan: MonitorPlan, change: StateChange): Phase | null {
  if (plan.factors === undefined || change.state !== 'firing') return null;
  const watch = watchNamed(plan, change);
  return watch === undefined || watch.quality !== null || !isExplained(watch) ? null : watch.phase;
}

/** A change as it is told before anything is looked at: an alarm of which no causes are told says so. */
export function unexplained(plan: MonitorPlan, change: StateChange): ExplainedChange {
  const watch = watchNamed(plan, change);
  const isAsked = plan.factors !== undefined && change.state === 'firing' && change.fact === undefined;
  if (!isAsked || watch === undefined || watch.quality !== null || isExplained(watch)) return change;
  return {
    ...change,
    causes: undecidedReport(plan, change, `no causes are told of ${UNTOLD[watch.kind]}`),
  };
}

const UNTOLD: Readonly<Partial<Record<Watch['kind'], string>>> = {
  means: 'the root of a mean, whose parts do not add up',
  estimates: 'what is estimated from scores: watch what labels say of it, and drift of the score',
  lists: 'what is summed over lists, which keep whole groups and not the strata of their candidates',
  changes: 'a change, whose blocks before are what it is compared with: those of the requirement itself are told',
};

/** What is said of an alarm whose blocks are too large to be held against each other. */
export const notLookedAt = (plan: MonitorPlan, change: StateChange): CauseReport =>
  undecidedReport(plan, change, 'more groups are counted in the blocks than can be held against each other');

function undecidedReport(plan: MonitorPlan, change: StateChange, undecided: string): CauseReport {
  const { fromMs, beginMs, toMs } = timesOf(plan, change);
  const iso = (ms: number): string => new Date(ms).toISOString();
  return {
    verdict: 'undecided',
    undecided,
    ...{ causes: [], split: null },
    before: { from: iso(fromMs), to: iso(beginMs) },
    after: { from: iso(beginMs), to: iso(toMs) },
  };
}

/**
 * Changes with their causes, in their order. It pauses after each block that it added up, so that who runs it may serve others in between.
 *
 * @param panesOf blocks that were closed, in the order of time
 */
export function* explaining(
  plan: MonitorPlan,
  changes: readonly StateChange[],
  panesOf: (phase: Phase) => readonly PaneAt[],
): Generator<undefined, ExplainedChange[]> {
  const told: ExplainedChange[] = changes.map((change) => unexplained(plan, change));
  const asked = changes.flatMap((change, at) => {
    const phase = phaseToExplain(plan, change);
    return phase === null ? [] : [{ at, change, phase, times: timesOf(plan, change) }];
  });
  // What looks at the same blocks comes together, so that they are added up once.
  asked.sort((one, other) => one.times.beginMs - other.times.beginMs || one.times.toMs - other.times.toMs);
  for (const phase of new Set(asked.map((one) => one.phase))) {
    const lookback = new Lookback(plan, panesOf(phase));
    for (const { at, change } of asked.filter((one) => one.phase === phase)) {
      const causes = yield* causesOf(plan, change, lookback);
      if (causes !== null) told[at] = { ...change, causes };
    }
  }
  return told;
}

/** Changes with their causes, without a pause. */
export function explained(...args: Parameters<typeof explaining>): ExplainedChange[] {
  const work = explaining(...args);
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
