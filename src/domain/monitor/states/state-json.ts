import { TribuneError } from '../../../core/base/errors.js';
import { MAX_GROUPS } from '../../../core/fairness/tally/index.js';
import { type FactJson, type FactState, factJson, readFacts } from '../../monitor-facts/index.js';
import { type CellValues, cellKey } from '../../monitor-panes/index.js';
import { countsOfTime, type MonitorPlan, type Watch } from '../../monitor-watches/index.js';
import { detectorOf } from './budget.js';
import { type EarlierBlocksJson, earlierJson } from './earlier-blocks.js';
import { GroupCounts } from './group-counts.js';
import { groupShape } from './groups.js';
import { type RipeLabels, readRipe } from './ripe-labels.js';
import { Series, type SeriesShape, type StoredCounts } from './series.js';
import { planDigest, seriesShape } from './start.js';
import type { MonitorState, SeriesCondition, ShownCounts, WatchState } from './state.js';
import { readVolumes, type UsualVolume, type UsualVolumeJson, volumeJson } from './usual-volume.js';

/** A state as JSON: numbers are written so that they come back bit for bit. */
export interface MonitorStateJson {
  readonly version: 1;
  readonly plan: string;
  readonly epoch: MonitorState['epoch'];
  readonly closed: MonitorState['closed'];
  readonly blocks: MonitorState['blocks'];
  readonly alarms: number;
  readonly deployments: readonly (readonly [name: string, watches: readonly WatchJson[]])[];
  /** Only of plans with facts. */
  readonly facts?: readonly (readonly [name: string, facts: readonly FactJson[]])[];
  /** Only once the time of labels was over for somebody. */
  readonly ripe?: RipeLabels;
  /** Only of plans that ask what is usual. */
  readonly volumes?: readonly (readonly [name: string, volume: UsualVolumeJson])[];
}

interface WatchJson {
  readonly threshold: number | null;
  readonly beyond: number;
  readonly groups: readonly GroupJson[];
  readonly series: readonly SeriesJson[];
  /** Only of changes. */
  readonly earlier?: EarlierBlocksJson;
}

type GroupJson = readonly [
  values: CellValues,
  firstAt: number,
  blocks: number,
  n: readonly number[],
  past: readonly number[],
  /** Only of groups that are compared with their own beginning, once that is over. */
  baseline?: readonly number[],
];
type ShownJson = readonly [from: number, counts: readonly number[], labels: readonly number[]];

interface SeriesJson
  extends Pick<Series, 'group' | 'reference' | 'condition' | 'changedAt' | 'startedAt' | 'lastDataAt' | 'alarms'> {
  readonly detector: readonly number[];
  readonly since: ShownJson;
  readonly run: ShownJson;
}

/** @example JSON.stringify(stateJson(state)) */
export const stateJson = ({ deployments, facts, volumes, ripe, ...rest }: MonitorState): MonitorStateJson => ({
  version: 1,
  ...rest,
  closed: { ...rest.closed },
  blocks: { ...rest.blocks },
  deployments: [...deployments].map(([name, watches]) => [name, watches.map(watchJson)]),
  ...(facts.size === 0 ? {} : { facts: [...facts].map(([name, states]) => [name, states.map(factJson)] as const) }),
  ...(ripe.decisions === 0 ? {} : { ripe: { ...ripe } }),
  ...(volumes.size === 0 ? {} : { volumes: [...volumes].map(([name, one]) => [name, volumeJson(one)] as const) }),
});

const watchJson = ({ threshold, beyond, groups, series, earlier }: WatchState): WatchJson => ({
  threshold,
  beyond,
  groups: [...groups.values()].map(
    ({ values, firstAt, blocks, n, past, baseline }): GroupJson => [
      values,
      firstAt,
      blocks,
      [...n],
      [...past],
      ...(baseline === null ? ([] as const) : ([[...baseline]] as const)),
    ],
  ),
  series: [...series.values()].map(seriesJson),
  ...(earlier.size === 0 ? {} : { earlier: earlierJson(earlier, groups) }),
});

const seriesJson = (one: Series): SeriesJson => {
  const { group, reference, condition, changedAt, startedAt, lastDataAt, detector, alarms } = one;
  return {
    ...{ group, reference, condition, changedAt, startedAt, lastDataAt, alarms, detector: [...detector] },
    ...{ since: shownJson(one.shown('since')), run: shownJson(one.shown('run')) },
  };
};

const shownJson = ({ from, counts, labels }: ShownCounts): ShownJson => [from, [...counts], [...labels]];

/**
 * Continues a state that `stateJson` wrote: every block after it has the same effect as if the state had never been stored.
 *
 * @throws TribuneError STORE_INVALID for a state of another plan or version, or one that is damaged
 */
export function readState(plan: MonitorPlan, json: unknown): MonitorState {
  const {
    version,
    plan: digest,
    deployments,
    facts = [],
    volumes = [],
    ripe = { decisions: 0, labelled: 0 },
    ...rest
  } = objectOf(json, 'the state') as unknown as MonitorStateJson;
  if (version !== 1) throw wrong(`version ${String(version)}`, 'Use a version of Tribune that knows it.');
  if (digest !== planDigest(plan))
    throw wrong('another plan than that of the policy', 'Start a new state where the policy changed.');
  const { number, from, series } = objectOf(rest.epoch, 'the epoch') as unknown as MonitorState['epoch'];
  const { closed, blocks } = rest;
  for (const count of [number, series, blocks?.decisions, blocks?.labels, rest.alarms])
    if (!isCount(count)) throw wrong('a count that is no whole number');
  for (const time of [from, closed?.decisions ?? 0, closed?.labels ?? 0])
    if (!Number.isSafeInteger(time)) throw wrong('a time that is no number');
  const labels = readRipe(ripe);
  if (labels === null) throw wrong('damaged counts of labels');
  return {
    plan: digest,
    epoch: { number, from, series },
    closed: { decisions: closed.decisions ?? null, labels: closed.labels ?? null },
    blocks: { decisions: blocks.decisions, labels: blocks.labels },
    alarms: rest.alarms,
    deployments: new Map(listOf(deployments).map((one) => deploymentOf(plan, one))),
    facts: new Map(listOf(facts).map((one) => factsOf(plan, one))),
    ripe: labels,
    volumes: new Map(listOf(volumes).map(volumeOf)),
  };
}

function volumeOf(json: unknown): [string, UsualVolume] {
  const [name, hours] = listOf(json);
  const read = readVolumes(hours);
  if (typeof name !== 'string' || read === null) throw wrong('damaged volumes');
  return [name, read];
}

function factsOf({ facts = [] }: MonitorPlan, json: unknown): [string, FactState[]] {
  const [name, states] = listOf(json);
  const read = readFacts(facts, states);
  if (typeof name !== 'string' || read === null) throw wrong('damaged facts');
  return [name, read];
}

function deploymentOf(plan: MonitorPlan, json: unknown): [string, WatchState[]] {
  const [name, watches] = listOf(json);
  if (typeof name !== 'string') throw wrong('a deployment without a name');
  const list = listOf(watches);
  if (list.length !== plan.watches.length) throw wrong('another number of watches than the plan');
  return [name, list.map((one, w) => watchOf(plan, plan.watches[w]!, one))];
}

function watchOf(plan: MonitorPlan, watch: Watch, json: unknown): WatchState {
  const { threshold, beyond, groups, series, earlier = [] } = objectOf(json, 'a watch') as unknown as WatchJson;
  const hasSeries = listOf(series).length > 0;
  if (hasSeries ? !(Number.isFinite(threshold) && threshold! > 1) : threshold !== null)
    throw wrong('a threshold that cannot be');
  if (!isCount(beyond)) throw wrong('a count that is no whole number');
  const known: WatchState = {
    threshold,
    beyond,
    detector: hasSeries && watch.kind === 'rates' ? detectorOf(watch, threshold!) : null,
    groups: new Map(listOf(groups).map((one) => groupOf(plan, watch, one))),
    series: new Map(listOf(series).map((one) => seriesOf(plan, watch, one))),
    earlier: new Map(),
  };
  for (const one of listOf(earlier)) known.earlier.set(...earlierOf(watch, one, known.groups));
  if (known.groups.size > MAX_GROUPS) throw wrong('too many groups');
  for (const key of known.series.keys()) if (!known.groups.has(key)) throw wrong('a series without its group');
  return known;
}

function groupOf(plan: MonitorPlan, watch: Watch, json: unknown): [string, GroupCounts] {
  const [values, firstAt, blocks, n, past, baseline] = listOf(json);
  const shape = groupShape(watch, plan);
  if (!isValues(values, watch.by.length) || !Number.isSafeInteger(firstAt) || !isCount(blocks))
    throw wrong('a damaged group');
  const key = cellKey(values);
  const group = new GroupCounts({ values, key, firstAt: firstAt as number }, shape);
  group.blocks = blocks;
  group.n.set(finiteList(n, shape.n));
  group.past.set(finiteList(past, shape.past));
  if (baseline !== undefined) group.baseline = Float64Array.from(finiteList(baseline, shape.past));
  return [key, group];
}

function earlierOf(
  watch: Watch,
  json: unknown,
  known: ReadonlyMap<string, unknown>,
): [number, Map<string, Float64Array>] {
  const [fromMs, groups] = listOf(json);
  if (watch.kind !== 'changes' || !Number.isSafeInteger(fromMs)) throw wrong('damaged blocks to compare with');
  const keys = [...known.keys()];
  const read = new Map<string, Float64Array>();
  for (const one of listOf(groups)) {
    const [group, counted] = listOf(one);
    // Older programs wrote the values of a group, and groups beyond the most that are kept as well.
    const key = isValues(group, watch.by.length) ? cellKey(group) : keys[group as number];
    if (key === undefined) throw wrong('damaged blocks to compare with');
    const counts = Float64Array.from(finiteList(counted, countsOfTime(watch)));
    if (known.has(key)) read.set(key, counts);
  }
  return [fromMs as number, read];
}

const CONDITIONS: readonly SeriesCondition[] = ['watching', 'pending', 'firing', 'resolved', 'no-data'];

function seriesOf(plan: MonitorPlan, watch: Watch, json: unknown): [string, Series] {
  const one = objectOf(json, 'a series') as unknown as SeriesJson;
  const { group, reference, condition, changedAt, startedAt, lastDataAt, alarms } = one;
  const shape = seriesShape(watch, plan);
  const isWhole =
    isValues(group, watch.by.length) &&
    (reference === null || isValues(reference, watch.by.length)) &&
    CONDITIONS.includes(condition) &&
    [changedAt, startedAt, lastDataAt ?? 0].every(Number.isSafeInteger) &&
    isCount(alarms);
  if (!isWhole) throw wrong('a damaged series');
  const detector = finiteList(one.detector, shape.detector);
  const series = new Series({ group, reference, detector, changedAt, startedAt }, shape);
  Object.assign(series, { condition, alarms, lastDataAt });
  series.put('since', shownOf(one.since, shape));
  series.put('run', shownOf(one.run, shape));
  return [cellKey(group), series];
}

function shownOf(json: unknown, shape: SeriesShape): StoredCounts {
  const [from, counts, labels] = listOf(json);
  if (!Number.isSafeInteger(from)) throw wrong('a time that is no number');
  return {
    from: from as number,
    counts: finiteList(counts, shape.counts),
    // Older programs counted labels also where none are needed.
    labels: shape.labels === 0 ? [] : finiteList(labels, shape.labels),
  };
}

function finiteList(json: unknown, length: number): readonly number[] {
  const list = listOf(json);
  if (list.length !== length || !list.every((one) => Number.isFinite(one)))
    throw wrong('numbers that do not fit the plan');
  return list as number[];
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const isValues = (value: unknown, length: number): value is CellValues =>
  Array.isArray(value) && value.length === length && value.every((one) => one === null || typeof one === 'string');

function listOf(json: unknown): readonly unknown[] {
  if (!Array.isArray(json)) throw wrong('something other than a list');
  return json;
}

function objectOf(json: unknown, name: string): Record<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw wrong(`no object where ${name} stands`);
  return json as Record<string, unknown>;
}

const wrong = (
  what: string,
  remedy = 'States are written by stateJson. Start a new one, or restore the stored one.',
): TribuneError => new TribuneError('STORE_INVALID', `a stored state of the monitor has ${what}`, { remedy });
