import type { MonitorPlan, Phase } from '../../monitor-watches/index.js';
import { gapIn30Days } from './detectable.js';
import { factLines, firingFacts } from './facts.js';
import type { MonitorState } from './state.js';
import { keyOf, type SeriesPlace, type StateChange, stateChange } from './state-change.js';

/** What a monitor did. */
export interface MonitorTotals {
  readonly blocks: number;
  readonly series: number;
  readonly alarms: number;
  /** The budget of the whole file: false alarms a day, in expectation, while every bound is kept. */
  readonly falseAlarmsPerDay: number;
  /** Requirements of which a series fires now. */
  readonly firing: readonly string[];
  /** Decisions of groups beyond the most that are kept, which get no series, by the name of what is watched; absent where there are none. */
  readonly beyond?: Readonly<Record<string, number>>;
}

/** The smallest gap that a series would find. */
export interface DetectableGap {
  readonly requirement: string;
  /** Of a requirement that bounds several rates; null of any other. */
  readonly component: string | null;
  readonly gapIn30Days: number | null;
  readonly deployment: string;
  readonly series: StateChange['series'];
}

/** What a monitor did, and what it could have found (contracts, Monitor). */
export interface MonitorSummary extends MonitorTotals {
  /** For each series the smallest gap (of levels: the level) that would be found within 30 days with chance 0.8; null where none would. */
  readonly detectable: readonly DetectableGap[];
}

/** Every fact and every series as it stands, in the order of deployments, watches and groups. */
export const monitorLines = (plan: MonitorPlan, state: MonitorState): StateChange[] => [
  ...factLines(plan, state),
  ...everySeries(plan, state).map((place) => lineOf(place, state)),
];

/** The series of a phase as they stand, after a block of it was closed. */
export const phaseLines = (plan: MonitorPlan, state: MonitorState, phase: Phase): StateChange[] =>
  everySeries(plan, state)
    .filter(({ watch }) => watch.phase === phase)
    .map((place) => lineOf(place, state));

/** Which series of a deployment is meant. */
export type SeriesWanted = Pick<StateChange, 'requirement' | 'component'> & Pick<StateChange['series'], 'group'>;

/** One series of a deployment as it stands; undefined where there is none. Of the others nothing is computed. */
export function oneLine(plan: MonitorPlan, state: MonitorState, wanted: SeriesWanted): StateChange | undefined {
  const place = everySeries(plan, state).find(
    ({ watch, series }) => isOfWatch(watch, wanted) && isGroup(keyOf(watch.by, series.group), wanted.group),
  );
  return place && lineOf(place, state);
}

/** Whether a line is of the series that is meant. */
export const isLineOf = (line: StateChange, wanted: SeriesWanted): boolean =>
  isOfWatch(line, wanted) && isGroup(line.series.group, wanted.group);

const isOfWatch = (
  one: Pick<SeriesWanted, 'requirement' | 'component'>,
  { requirement, component }: SeriesWanted,
): boolean => one.requirement === requirement && one.component === component;

function isGroup(group: SeriesWanted['group'], wanted: SeriesWanted['group']): boolean {
  const names = Object.keys(group);
  return names.length === Object.keys(wanted).length && names.every((name) => group[name] === wanted[name]);
}

/** The first series as they stand, those that fire before all others; how many are left out. */
export function firstLines(
  plan: MonitorPlan,
  state: MonitorState,
  most: number,
): { readonly lines: StateChange[]; readonly leftOut: number } {
  const all = everySeries(plan, state);
  const ordered = [...all.filter(isFiring), ...all.filter((place) => !isFiring(place))];
  return {
    lines: ordered.slice(0, most).map((place) => lineOf(place, state)),
    leftOut: Math.max(0, all.length - most),
  };
}

/** Sums up what was done. It computes nothing of any series, so that it may be asked often. */
export function monitorTotals(plan: MonitorPlan, state: MonitorState): MonitorTotals {
  const all = everySeries(plan, state);
  const beyond = beyondKept(plan, state);
  return {
    blocks: Math.max(state.blocks.decisions, state.blocks.labels),
    series: all.length,
    alarms: state.alarms,
    falseAlarmsPerDay: plan.falseAlarmsPerDay,
    firing: [
      ...new Set([
        ...[...state.facts.keys()].flatMap((deployment) => firingFacts(plan, state, deployment)),
        ...all.filter(isFiring).map(({ watch }) => watch.requirement),
      ]),
    ],
    ...(Object.keys(beyond).length === 0 ? {} : { beyond }),
  };
}

function beyondKept({ watches }: MonitorPlan, { deployments }: MonitorState): Record<string, number> {
  const beyond = new Map<string, number>();
  for (const known of deployments.values())
    for (const [w, { id }] of watches.entries()) {
      const decisions = known[w]!.beyond;
      if (decisions > 0) beyond.set(id, (beyond.get(id) ?? 0) + decisions);
    }
  return Object.fromEntries(beyond);
}

/** What each series would find: a tenth of a millisecond or more for each of them. */
export const detectableGaps = (plan: MonitorPlan, state: MonitorState): DetectableGap[] =>
  everySeries(plan, state).map((place) => ({
    requirement: place.watch.requirement,
    component: place.watch.component,
    gapIn30Days: gapIn30Days(place, state),
    deployment: place.deployment,
    series: {
      group: keyOf(place.watch.by, place.series.group),
      reference: place.series.reference && keyOf(place.watch.by, place.series.reference),
    },
  }));

/** Sums up. */
export const monitorSummary = (plan: MonitorPlan, state: MonitorState): MonitorSummary => ({
  ...monitorTotals(plan, state),
  detectable: detectableGaps(plan, state),
});

const isFiring = ({ series }: SeriesPlace): boolean => series.condition === 'firing';

function lineOf(place: SeriesPlace, state: MonitorState): StateChange {
  const { plan, watch } = place;
  const to = state.closed[watch.phase]!;
  const horizon = watch.phase === 'labels' ? (plan.labelHorizonMs ?? 0) : 0;
  const line = stateChange({ ...place, time: { to, closedAt: to + horizon }, step: null });
  // Whoever is silent, or sends too little, has shown nothing: what was known before is no sign that all is well.
  if (line.state === 'firing' || line.state === 'no-data') return line;
  if (line.inhibitedBy.includes('quality.silence')) return { ...line, state: 'no-data' };
  return line.inhibitedBy.includes('quality.volume') ? { ...line, state: 'not-judged' } : line;
}

const everySeries = (plan: MonitorPlan, state: MonitorState): SeriesPlace[] =>
  [...state.deployments].flatMap(([deployment, watches]) => {
    const facts = firingFacts(plan, state, deployment);
    return watches.flatMap((known, w) =>
      [...known.series.values()].map((series) => ({
        plan,
        deployment,
        watch: plan.watches[w]!,
        known,
        watches,
        facts,
        series,
      })),
    );
  });
