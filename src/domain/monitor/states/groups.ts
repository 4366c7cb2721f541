import { MAX_GROUPS } from '../../../core/fairness/tally/index.js';
import {
  type CellValues,
  cellKey,
  countedIn,
  countsOfPlaces,
  decisionsOf,
  isUnreadable,
  type Pane,
} from '../../monitor-panes/index.js';
import {
  addFaded,
  countRates,
  type EvidenceWatch,
  FAULTY,
  kindOf,
  type MonitorPlan,
  mostChanging,
  type Quality,
  type RateWatch,
  SOUND,
  type Watch,
} from '../../monitor-watches/index.js';
import { GroupCounts, type GroupShape } from './group-counts.js';
import type { WatchState } from './state.js';
import { isOutside } from './usual-volume.js';

/** Cells of a block that have the same values of some attributes, added up. */
interface CellSum {
  readonly values: CellValues;
  readonly counts: Float64Array;
}

/** What a block counted of a group of a watch. */
export interface BlockGroup extends CellSum {
  /** Of each rate of the watch the observations, then the successes among them; of other kinds what they count. */
  readonly counted: Float64Array;
}

/** Observations, about, that past rates rest on; older ones fade. As detectors have it. */
const MEMORY = 1000;

/** What a deployment counted in a block. Cells are added up once for all watches by the same attributes. */
export class BlockCells {
  readonly #pane: Pane | undefined;
  readonly #plan: MonitorPlan;
  readonly #isCut: boolean;
  readonly #usual: number | null;
  readonly #known = new Map<string, ReadonlyMap<string, CellSum>>();
  readonly #measured = new Map<string, Map<string, BlockGroup>>();

  /**
   * @param isCut whether it may be a part of a block only, whose decisions are no measure of how many come
   * @param usual decisions that usually count in such a block; null where that is not known
   */
  constructor(
    pane: Pane | undefined,
    plan: MonitorPlan,
    { isCut = false, usual = null }: { readonly isCut?: boolean; readonly usual?: number | null } = {},
  ) {
    this.#isCut = isCut;
    this.#usual = usual;
    this.#pane = pane;
    this.#plan = plan;
  }

  /** The groups of a watch, by the text of their values. */
  groupsOf(watch: Watch): Map<string, BlockGroup> {
    const { at, quality } = watch;
    const name = watch.kind === 'rates' ? undefined : kindOf(watch).measureName?.(watch);
    if (name !== undefined && quality === null) {
      const shared = `${name} ${at.join()}`;
      const known = this.#measured.get(shared) ?? this.#measure(watch);
      this.#measured.set(shared, known);
      return known;
    }
    return this.#measure(watch);
  }

  #measure(watch: Watch): Map<string, BlockGroup> {
    const { at, quality } = watch;
    const groups = new Map<string, BlockGroup>();
    const isVolume = quality !== null && isOfBlocks(quality);
    if (isVolume ? this.#isCut : this.#pane === undefined) return groups;
    if (quality?.kind === 'usual' && this.#usual === null) return groups;
    const faults = isVolume ? this.#volumeFault(quality) : quality && faultsOfBlock(this.#pane!, quality);
    const sums = faults === null ? this.#sumsBy(at) : everybody(faults, this.#plan);
    for (const [key, { values, counts }] of sums)
      groups.set(key, { values, counts, counted: countedOf(watch, this.#plan, counts) });
    return groups;
  }

  /** A block as one observation: whether its decisions are too few, or not as usual. One without decisions is one as well. */
  #volumeFault(quality: OfBlocks): Faults {
    const decisions = this.#pane === undefined ? 0 : countedIn(this.#pane);
    const isFaulty =
      quality.kind === 'volume' ? decisions < quality.minPerBlock : isOutside(decisions, this.#usual!, quality);
    return { faulty: isFaulty ? 1 : 0, sound: isFaulty ? 0 : 1 };
  }

  #sumsBy(at: readonly number[]): ReadonlyMap<string, CellSum> {
    const name = at.join();
    const sums = this.#known.get(name) ?? sumsBy(this.#pane!, at, this.#plan);
    this.#known.set(name, sums);
    return sums;
  }
}

const countedOf = (watch: Watch, plan: MonitorPlan, counts: Float64Array): Float64Array =>
  watch.kind === 'rates' ? countRates(watch.rates, counts) : kindOf(watch).measure(watch, plan, counts);

function sumsBy({ cells }: Pane, at: readonly number[], plan: MonitorPlan): ReadonlyMap<string, CellSum> {
  const isWhole = at.length === plan.attributes.length && at.every((place, i) => place === i);
  const sums = new Map<string, CellSum>();
  for (const [cell, { values: all, counts }] of cells) {
    const values = isWhole ? all : at.map((place) => all[place]!);
    if (plan.unknown === 'exclude' && values.includes(null)) continue;
    const key = isWhole ? cell : cellKey(values);
    const known = sums.get(key);
    if (known === undefined) sums.set(key, { values, counts: isWhole ? counts : counts.slice() });
    else for (let i = 0; i < counts.length; i++) known.counts[i]! += counts[i]!;
  }
  return sums;
}

interface Faults {
  readonly faulty: number;
  readonly sound: number;
}

type OfBlocks = Extract<Quality, { readonly kind: 'volume' | 'usual' }>;

/** Whether a watch is of whole blocks, each of which is one observation. */
export const isOfBlocks = (quality: Quality): quality is OfBlocks =>
  quality.kind === 'volume' || quality.kind === 'usual';

/** Decisions with the fault that a watch of the data is about, and those without it; null where it is about no fault of single decisions. */
function faultsOfBlock(pane: Pane, quality: Quality): Faults | null {
  const { cells, uncounted } = pane;
  if (quality.kind === 'repeated') return { faulty: uncounted.get('repeated') ?? 0, sound: countedIn(pane) };
  if ('histogram' in quality) return faultyInputs(pane, quality);
  let counted = 0;
  let missing = 0;
  for (const { values, counts } of cells.values()) {
    const decisions = decisionsOf(pane, counts);
    counted += decisions;
    if (quality.kind === 'missing' && values[quality.at] === null) missing += decisions;
  }
  if (quality.kind === 'missing') return { faulty: missing, sound: counted - missing };
  if (quality.kind !== 'unreadable') return null;
  let faulty = 0;
  for (const [reason, decisions] of uncounted) {
    if (isUnreadable(reason)) faulty += decisions;
    // Who is beyond the most cells was read all the same. Whoever comes again is counted already.
    else if (reason === 'beyond') counted += decisions;
  }
  return { faulty, sound: counted };
}

/** Decisions whose value of an input is wrong, among all of which something is known. */
function faultyInputs(pane: Pane, { kind, histogram }: Extract<Quality, { readonly histogram: number }>): Faults {
  let first = countsOfPlaces(pane.places);
  for (let h = 0; h < histogram; h++) first += pane.bins[h]!;
  const end = first + pane.bins[histogram]!;
  const [from, to] = faultyBins(kind, { first, end });
  const found = { faulty: 0, sound: 0 };
  for (const { counts } of pane.cells.values())
    for (let b = first; b < end; b++)
      if (b >= from && b < to) found.faulty += counts[b]!;
      else found.sound += counts[b]!;
  return found;
}

/** Bins of a fault in a histogram, of which the last two are those of other values, and of none. */
function faultyBins(
  kind: Extract<Quality, { readonly histogram: number }>['kind'],
  { first, end }: { readonly first: number; readonly end: number },
): readonly [from: number, to: number] {
  switch (kind) {
    case 'undeclared':
      return [end - 2, end - 1];
    case 'no-input':
      return [end - 1, end];
    case 'default':
      return [first, end - 2];
    case 'same-inputs':
      return [first, first + 1];
  }
}

/** Everybody as one group, counted by whether a decision has a fault. */
function everybody({ faulty, sound }: Faults, { places }: MonitorPlan): ReadonlyMap<string, CellSum> {
  const counts = new Float64Array(countsOfPlaces(places));
  counts[FAULTY] = faulty;
  counts[SOUND] = sound;
  return new Map([[cellKey([]), { values: [], counts }]]);
}

/** Adds what a block counted to what is known of each group. Groups beyond the most that are kept are counted as such and get no series; a reference that the policy names has its place among them. */
export function rememberGroups(
  watch: Watch,
  known: WatchState,
  {
    plan,
    block,
    at,
  }: { readonly plan: MonitorPlan; readonly block: ReadonlyMap<string, BlockGroup>; readonly at: number },
): void {
  const most = watch.kind === 'changes' ? mostChanging(plan) : MAX_GROUPS;
  const referenceKey = referenceKeyOf(watch);
  const past = watch.kind === 'rates' ? null : pastOf(watch, plan);
  for (const [key, { values, counts, counted }] of block) {
    let group = known.groups.get(key);
    if (group === undefined) {
      const isReserved = referenceKey !== null && key !== referenceKey && !known.groups.has(referenceKey);
      if (known.groups.size >= most - (isReserved ? 1 : 0)) {
        known.beyond += decisionsOf(plan, counts);
        continue;
      }
      group = newGroup({ key, values }, watch, { plan, at });
      known.groups.set(key, group);
    }
    if (watch.kind === 'rates') rememberGroup(group, counted);
    else rememberEvidence(watch, group, { plan, counted, past: past!, at });
  }
}

const pasts = new WeakMap<Watch, Float64Array>();

/** One list for the groups of a watch, to which the past of one after the other is copied. */
function pastOf(watch: Watch, plan: MonitorPlan): Float64Array {
  const past = pasts.get(watch) ?? new Float64Array(groupShape(watch, plan).past);
  pasts.set(watch, past);
  return past;
}

function newGroup(
  { key, values }: Pick<GroupCounts, 'key' | 'values'>,
  watch: Watch,
  { plan, at }: { readonly plan: MonitorPlan; readonly at: number },
): GroupCounts {
  return new GroupCounts({ values, key, firstAt: at }, groupShape(watch, plan));
}

/** A group of a watch; one that was never met is met, with nobody in it yet. */
export function meetGroup(
  { key, values }: Pick<GroupCounts, 'key' | 'values'>,
  watch: Watch,
  { plan, known, at }: { readonly plan: MonitorPlan; readonly known: WatchState; readonly at: number },
): GroupCounts {
  const group = known.groups.get(key) ?? newGroup({ key, values }, watch, { plan, at });
  known.groups.set(key, group);
  return group;
}

const shapes = new WeakMap<Watch, GroupShape>();

/** Lengths of what is remembered of the groups of a watch. */
export function groupShape(watch: Watch, plan: MonitorPlan): GroupShape {
  const known = shapes.get(watch);
  if (known !== undefined) return known;
  const rates = watch.kind === 'rates' ? watch.rates.length : null;
  const shape =
    rates === null
      ? { n: 1, past: kindOf(watch as EvidenceWatch).width(watch as EvidenceWatch, plan) }
      : { n: rates, past: 2 * rates };
  shapes.set(watch, shape);
  return shape;
}

function rememberGroup(group: GroupCounts, rates: Float64Array): void {
  let isWhole = true;
  for (let r = 0; 2 * r < rates.length; r++) {
    const n = rates[2 * r]!;
    if (n === 0) isWhole = false;
    group.addPeople(r, n);
    const sum = group.pastAt(2 * r) + n;
    const kept = sum > MEMORY ? MEMORY / sum : 1;
    group.putPast(2 * r, sum * kept);
    group.putPast(2 * r + 1, (group.pastAt(2 * r + 1) + rates[2 * r + 1]!) * kept);
  }
  if (isWhole) group.blocks += 1;
}

/**
 * Remembers what a kind counts. A group that is compared with its own beginning is counted into that until its time is over and it can be compared with; bets
 * rest on what comes after.
 */
function rememberEvidence(
  watch: EvidenceWatch,
  group: GroupCounts,
  {
    plan,
    counted,
    past,
    at,
  }: {
    readonly plan: MonitorPlan;
    readonly counted: Float64Array;
    /** Takes the past of the group. */
    readonly past: Float64Array;
    readonly at: number;
  },
): void {
  const kind = kindOf(watch);
  const people = kind.people(counted, watch);
  if (people > 0) group.blocks += 1;
  group.addPeople(0, people);
  group.readPast(past);
  const sum = kind.people(past, watch) + people;
  const begins = isBeginning(watch, group);
  addFaded(past, counted, begins ? sum : kind.memory, sum);
  group.writePast(past);
  if (!begins || group.peopleOf(0) < plan.minGroupSize) return;
  // The block in which the group was met first belongs to its beginning.
  const lastedMs = at - group.firstAt + plan.blockMs;
  if (lastedMs < firstMsOf(watch)!) return;
  const baseline = past.slice();
  if (!kind.isReady(watch, { past, baseline })) return;
  group.baseline = baseline;
  group.past.fill(0);
}

/** Whether a group is compared with its own beginning, and that is not over. */
const isBeginning = (watch: EvidenceWatch, group: GroupCounts): boolean =>
  firstMsOf(watch) !== null && group.baseline === null;

/** For how long a group is counted before it is compared with that; null of what is compared with something else. */
const firstMsOf = (watch: EvidenceWatch): number | null =>
  'baseline' in watch && 'firstMs' in watch.baseline ? watch.baseline.firstMs : null;

/** Whether a group is large enough for a series: by the smallest denominator of its rates. Of other kinds it must also have what it is compared with. */
export const isLarge = (watch: Watch, group: GroupCounts, { minGroupSize }: MonitorPlan): boolean =>
  group.n.every((size) => size >= leastSize(watch, minGroupSize)) &&
  (watch.kind === 'rates' || kindOf(watch).isReady(watch, group));

/** Whether a group of a watch of faults is large enough for a series with what a block counted of it. */
export const isLargeWith = (group: GroupCounts, counted: Float64Array, { minGroupSize }: MonitorPlan): boolean =>
  group.peopleOf(0) + counted[0]! >= Math.max(1, minGroupSize);

const valueLately = (watch: Watch, group: GroupCounts): number =>
  watch.kind === 'rates' ? pastValue(watch, group) : kindOf(watch).pastValue(watch, group);

/** Of the volume blocks are counted, of which one is enough. */
const leastSize = ({ quality }: Watch, minGroupSize: number): number =>
  quality !== null && isOfBlocks(quality) ? 1 : Math.max(1, minGroupSize);

/** What was measured of a group lately. Half an observation of each kind keeps rates of small groups off 0 and 1. */
const pastValue = ({ rates }: RateWatch, group: GroupCounts): number =>
  rates.reduce((sum, { weight }, r) => sum + (weight * (group.pastAt(2 * r + 1) + 0.5)) / (group.pastAt(2 * r) + 1), 0);

const referenceKeys = new WeakMap<Watch, string>();

/** The text of the values of the reference that a watch names; null where it names none. */
export function referenceKeyOf(watch: Watch): string | null {
  if (watch.reference.kind !== 'group') return null;
  const key = referenceKeys.get(watch) ?? cellKey(watch.reference.values);
  referenceKeys.set(watch, key);
  return key;
}

/**
 * The group with which others are compared in the next block, chosen from the past only; null where there is none yet. Among equals it is the one
 * that has a series the longest.
 */
export const referenceOf = (watch: Watch, { groups, series }: WatchState): GroupCounts | null =>
  referenceAmong(watch, series.keys(), groups);

/** The same among the groups that are named and known. */
export function referenceAmong(
  watch: Watch,
  keys: Iterable<string>,
  groups: ReadonlyMap<string, GroupCounts>,
): GroupCounts | null {
  const { reference } = watch;
  if (reference.kind === 'none') return null;
  if (reference.kind === 'group') return groups.get(referenceKeyOf(watch)!) ?? null;
  let best: GroupCounts | null = null;
  let most = Number.NEGATIVE_INFINITY;
  for (const key of keys) {
    const group = groups.get(key);
    if (group === undefined) continue;
    const rank = reference.kind === 'highest' ? valueLately(watch, group) : group.peopleOf(0);
    if (rank > most) [best, most] = [group, rank];
  }
  return best;
}
