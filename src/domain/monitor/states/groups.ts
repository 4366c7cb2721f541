import { MAX_GROUPS } from '../../../core/fairness/tally/index.js';
import { type CellValues, cellKey, type Pane } from '../panes/pane.js';
import { countsOfPlaces } from '../panes/places.js';
import { MISSING, PRESENT } from '../series/quality.js';
import { countRate } from '../series/rates.js';
import type { MonitorPlan, Watch } from '../series/types.js';
import type { GroupCounts, WatchState } from './state.js';

/** What a block counted of a group: its cells added up. */
export interface BlockGroup {
  readonly values: CellValues;
  readonly counts: Float64Array;
}

/** Observations, about, that past rates rest on; older ones fade. As detectors have it. */
const MEMORY = 1000;

/** The groups of a watch in a block, by the text of their values. */
export function groupsOfBlock(
  pane: Pane | undefined,
  { at, quality }: Watch,
  plan: MonitorPlan,
): Map<string, BlockGroup> {
  const groups = new Map<string, BlockGroup>();
  if (pane === undefined) return groups;
  if (quality?.kind === 'missing') return missingOfBlock(pane, quality.at, plan);
  for (const cell of pane.cells.values()) {
    const values = at.map((place) => cell.values[place]!);
    if (plan.unknown === 'exclude' && values.some((value) => value === null)) continue;
    const key = cellKey(values);
    let group = groups.get(key);
    if (group === undefined) {
      group = { values, counts: new Float64Array(countsOfPlaces(plan.places)) };
      groups.set(key, group);
    }
    for (let i = 0; i < cell.counts.length; i++) group.counts[i]! += cell.counts[i]!;
  }
  return groups;
}

/** Everybody as one group, counted by whether the value of an attribute is missing. */
function missingOfBlock(pane: Pane, at: number, { places }: MonitorPlan): Map<string, BlockGroup> {
  const counts = new Float64Array(countsOfPlaces(places));
  for (const cell of pane.cells.values())
    counts[cell.values[at] === null ? MISSING : PRESENT]! += cell.counts.reduce((sum, count) => sum + count, 0);
  return new Map([[cellKey([]), { values: [], counts }]]);
}

/** Adds what a block counted to what is known of each group. Groups beyond `MAX_GROUPS` are counted as such and get no series. */
export function rememberGroups(
  watch: Watch,
  known: WatchState,
  block: ReadonlyMap<string, BlockGroup>,
  at: number,
): void {
  for (const [key, { values, counts }] of block) {
    let group = known.groups.get(key);
    if (group === undefined) {
      if (known.groups.size >= MAX_GROUPS) {
        known.beyond += counts.reduce((sum, count) => sum + count, 0);
        continue;
      }
      group = newGroup(values, watch, at);
      known.groups.set(key, group);
    }
    rememberGroup(watch, group, counts);
  }
}

const newGroup = (values: CellValues, { rates }: Watch, firstAt: number): GroupCounts => ({
  values,
  firstAt,
  blocks: 0,
  n: new Float64Array(rates.length),
  past: new Float64Array(2 * rates.length),
});

function rememberGroup({ rates }: Watch, group: GroupCounts, counts: Float64Array): void {
  let isWhole = true;
  rates.forEach((rate, r) => {
    const { n, successes } = countRate(rate, counts);
    if (n === 0) isWhole = false;
    group.n[r]! += n;
    const sum = group.past[2 * r]! + n;
    const kept = sum > MEMORY ? MEMORY / sum : 1;
    group.past[2 * r] = sum * kept;
    group.past[2 * r + 1] = (group.past[2 * r + 1]! + successes) * kept;
  });
  if (isWhole) group.blocks += 1;
}

/** Whether a group is large enough for a series: by the smallest denominator of its rates. */
export const isLarge = ({ n }: GroupCounts, { minGroupSize }: MonitorPlan): boolean =>
  n.every((size) => size >= Math.max(1, minGroupSize));

/** What was measured of a group lately. Half an observation of each kind keeps rates of small groups off 0 and 1. */
export const pastValue = ({ rates }: Watch, { past }: GroupCounts): number =>
  rates.reduce((sum, { weight }, r) => sum + (weight * (past[2 * r + 1]! + 0.5)) / (past[2 * r]! + 1), 0);

/**
 * The group with which others are compared in the next block, chosen from the past only; null where there is none yet. Among equals it is the one
 * that has a series the longest.
 */
export function referenceOf(watch: Watch, known: WatchState): GroupCounts | null {
  const { reference } = watch;
  if (reference.kind === 'none') return null;
  if (reference.kind === 'group') return known.groups.get(cellKey(reference.values)) ?? null;
  let best: GroupCounts | null = null;
  let most = Number.NEGATIVE_INFINITY;
  for (const key of known.series.keys()) {
    const group = known.groups.get(key)!;
    const rank = reference.kind === 'highest' ? pastValue(watch, group) : group.n[0]!;
    if (rank > most) [best, most] = [group, rank];
  }
  return best;
}
