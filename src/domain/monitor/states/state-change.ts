import type { GroupKey } from '../../../core/fairness/tally/index.js';
import type { FactShown } from '../../monitor-facts/index.js';
import { type CellValues, cellKey } from '../../monitor-panes/index.js';
import {
  type AmountsShown,
  amountsShown,
  type ChangeShown,
  changeShown,
  type DriftShown,
  driftShown,
  type MonitorPlan,
  type Watch,
} from '../../monitor-watches/index.js';
import { evidenceOf, thresholdsOf } from './budget.js';
import { inhibitedBy } from './inhibition.js';
import { shownInterval } from './interval.js';
import { labelsShown } from './labels-shown.js';
import type { Series } from './series.js';
import type { ShownCondition, ShownCounts, WatchState } from './state.js';
import { type BlockTime, type SeriesStep, shownNow } from './take-block.js';

/** A series as it stands: a line of the monitor (contracts, Monitor), with what else there is to know. */
export interface StateChange {
  /** ISO time at which the block was closed. */
  readonly at: string;
  readonly deployment: string;
  readonly requirement: string;
  /** Which of several rates that the requirement bounds; null where it bounds one. */
  readonly component: string | null;
  readonly series: { readonly group: GroupKey; readonly reference: GroupKey | null };
  readonly state: ShownCondition;
  /** What is measured of the group, minus or over what is of the reference; null where it is undefined. */
  readonly estimate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** Level of the interval, which may be looked at after every block. */
  readonly level: number;
  /** Observations of group and reference behind the estimate, in the denominators of the rates. */
  readonly n: number;
  readonly nGroup: number;
  readonly nReference: number | null;
  /** Natural logarithms: the evidence, and that at which there is an alarm; of an alarm that is on, that its bound is kept again. */
  readonly logEvidence: number;
  readonly logThreshold: number;
  /** The blocks that estimate and n are of. */
  readonly window: { readonly from: string; readonly to: string };
  /** Share of the decisions in the window that have a label; null where no label is needed, or there is no decision. */
  readonly labelCoverage: number | null;
  readonly labelCoverageReference: number | null;
  /** What the estimate could be once every label of the window is known; null where no label is needed, or it would still be undefined. */
  readonly labelBounds: { readonly lower: number; readonly upper: number } | null;
  /** Ids of watches of the data that fire, so that this line is to be read with care (`monitor.quality`). */
  readonly inhibitedBy: readonly string[];
  /** ISO time of the end of the last block in which the group and its reference had observations; null where there was none. */
  readonly lastDataAt: string | null;
  /** Of drift: the figures that are customary, and what it is held against; left out of all others. */
  readonly drift?: DriftShown;
  /** Of a fact about the data, which has no evidence (`logEvidence` and `logThreshold` are 0) and no chance of error; left out of all others. */
  readonly fact?: FactShown;
  /** Of means of amounts, and of all that is told from scores: the range, and who was outside of it. */
  readonly amounts?: AmountsShown;
  /** Of an estimate without labels: what it assumes, and the interval holds. */
  readonly estimated?: { readonly calibrationError: number };
  /** Of a change against an earlier time: what it is between. The estimate is the difference of the two, of ratios their quotient. */
  readonly change?: ChangeShown;
}

/** A watch of a deployment. */
export interface WatchPlace {
  readonly plan: MonitorPlan;
  readonly deployment: string;
  readonly watch: Watch;
  readonly known: WatchState;
  /** All watches of the deployment. */
  readonly watches: readonly WatchState[];
  /** Ids of the facts of the deployment that fire. */
  readonly facts: readonly string[];
}

/** A series of a watch. */
export interface SeriesPlace extends WatchPlace {
  readonly series: Series;
}

/** What a line is made of. */
export interface SeriesView extends SeriesPlace {
  readonly time: Pick<BlockTime, 'to' | 'closedAt'>;
  /** What the block did; null between blocks, or where it did nothing. */
  readonly step: SeriesStep | null;
}

/** A series as it stands. */
export function stateChange(view: SeriesView): StateChange {
  const { plan, deployment, watch, known, series, time, step } = view;
  const thresholds = thresholdsOf(watch, known);
  const shown = step === null ? shownNow(watch, known, series) : series.shown(step.shown);
  const wasFiring = step === null || step.change === 'none' ? series.isFiring : step.change === 'resolved';
  const { n, nGroup, nReference, ...interval } = shownInterval({ watch, known, series }, shown, plan.level);
  const labels = watch.phase === 'labels' ? labelsShown(watch, shown, plan.seenFor) : null;
  return {
    at: new Date(time.closedAt).toISOString(),
    deployment,
    requirement: watch.requirement,
    component: watch.component,
    series: { group: keyOf(watch.by, series.group), reference: series.reference && keyOf(watch.by, series.reference) },
    state: series.condition,
    ...interval,
    level: plan.level,
    n,
    nGroup,
    nReference,
    logEvidence: step?.logEvidence ?? evidenceOf(watch, known, series),
    logThreshold: wasFiring ? thresholds.logResolveThreshold : thresholds.logThreshold,
    window: { from: new Date(shown.from).toISOString(), to: new Date(time.to).toISOString() },
    labelCoverage: labels?.coverage[0] ?? null,
    labelCoverageReference: labels?.coverage[1] ?? null,
    labelBounds: labels?.bounds ?? null,
    inhibitedBy: [...view.facts, ...inhibitedBy(plan, view.watches, view)],
    lastDataAt: series.lastDataAt === null ? null : new Date(series.lastDataAt).toISOString(),
    ...kindShown(view, shown),
  };
}

/** What only series of one kind show. */
function kindShown(
  { watch, known, series }: SeriesPlace,
  { counts }: ShownCounts,
): Pick<StateChange, 'drift' | 'amounts' | 'estimated' | 'change'> {
  if (watch.kind === 'drift') return { drift: driftShown(watch, known.groups.get(cellKey(series.group))!, counts) };
  if (watch.kind === 'changes') return { change: changeShown(watch, counts) };
  const amounts = amountsShown(watch, counts);
  return {
    ...(amounts === null ? {} : { amounts }),
    ...(watch.kind === 'estimates' ? { estimated: { calibrationError: watch.calibrationError } } : {}),
  };
}

/** The values of a group by the names of their attributes. */
export const keyOf = (by: readonly string[], values: CellValues): GroupKey =>
  Object.fromEntries(by.map((name, i) => [name, values[i] ?? null]));
