import { DAY_MS } from '../../../core/base/durations.js';
import { blockEvidence, eBenjaminiHochberg } from '../../../core/stats/index.js';
import {
  type CellValues,
  DAYS_BEFORE,
  keyOf,
  type MonitorPlan,
  type MonitorState,
  type RateWatch,
  type StateChange,
} from '../../monitor/index.js';
import { joinPanes, type RecentPanes, type SeriesStretch, walkSeries } from '../history/index.js';

/** How far back panes are read: the day, the week before it that bets rest on, and one day for those that are closed later. */
export const digestReach = (plan: Pick<MonitorPlan, 'blockMs'>): number => (DAYS_BEFORE + 1) * DAY_MS + stretchOf(plan);

/** What counts as a day: blocks that are longer are not cut into days. */
const stretchOf = ({ blockMs }: Pick<MonitorPlan, 'blockMs'>): number => Math.max(DAY_MS, blockMs);

/** ISO times of a day. */
interface DayShown {
  readonly from: string;
  readonly to: string;
}

/** A place in the tree: the deployment, what groups are compared by, a requirement, a series. */
export interface DigestNode {
  readonly kind: 'deployment' | 'attributes' | 'requirement' | 'series';
  /** The deployment; names of attributes; the id of the watch; null of a series. */
  readonly name: string | null;
  /** The day that the series of a requirement are about: where labels are waited for, an earlier one. Null of all other places, and before one is closed. */
  readonly day: DayShown | null;
  /** Of a series only. */
  readonly series: StateChange['series'] | null;
  /** Evidence of the day that a bound somewhere below was broken: of a series its own, of others the mean. Null where there is none. */
  readonly eValue: number | null;
  /** Series below, those of which the day says something, and those among them that are findings. */
  readonly counts: { readonly series: number; readonly tested: number; readonly findings: number };
  readonly isFinding: boolean;
  readonly children: readonly DigestNode[];
}

/** What a day says of all series together. */
export interface Digest {
  /** The last day whose decisions are closed, or the last block where blocks are longer; null before one is. */
  readonly day: DayShown | null;
  /** Most share of false findings among all findings, in expectation. */
  readonly falseDiscoveryRate: number;
  /** Series of other kinds than rates, which have no evidence of a day. */
  readonly notTested: number;
  readonly tree: DigestNode;
}

/**
 * Which series had a broken bound on the last day (UTC) that is closed (on the last block where blocks are longer), with at most a stated share of false findings among them in expectation, however they depend on each other (e-BH). It is no alarm, and
 * another promise than the number of false alarms: nothing of the budget is spent. The counts of the day are one block of evidence; those of the week before say where bets are placed.
 *
 * @param level the rate, 0..1
 * @param recent panes of `digestReach` at least
 */
export function dayDigest(
  plan: MonitorPlan,
  state: MonitorState,
  { deployment, recent, level }: { readonly deployment: string; readonly recent: RecentPanes; readonly level: number },
): Digest {
  const known = state.deployments.get(deployment) ?? [];
  const leaves: Leaf[] = [];
  let notTested = 0;
  for (const [w, { series }] of known.entries()) {
    const watch = plan.watches[w]!;
    if (watch.quality !== null) continue;
    if (watch.kind !== 'rates') {
      notTested += series.size;
      continue;
    }
    const day = lastDay(plan, state.closed[watch.phase]);
    const tested = testedOn(plan, watch, { keys: [...series.keys()], panes: recent[watch.phase], day });
    for (const [key, { group, reference }] of series) {
      const { eValue = null, against = reference } = tested.get(key) ?? {};
      leaves.push({
        watch,
        day,
        series: { group: keyOf(watch.by, group), reference: against && keyOf(watch.by, against) },
        eValue,
      });
    }
  }
  const levels = eBenjaminiHochberg(leaves.map(({ eValue }) => eValue));
  const found = new Set(leaves.filter((_, i) => levels[i] !== null && levels[i]! <= level));
  return {
    day: dayShown(plan, lastDay(plan, state.closed.decisions ?? state.closed.labels)),
    falseDiscoveryRate: level,
    notTested,
    tree: treeOf(deployment, leaves, { plan, found, level }),
  };
}

interface Leaf {
  readonly watch: RateWatch;
  readonly day: number | null;
  readonly series: StateChange['series'];
  readonly eValue: number | null;
}

/** Start of the last day that is over at a moment; blocks of several days are cut from 1970 on, as days are. */
function lastDay(plan: MonitorPlan, closedMs: number | null): number | null {
  const stretch = stretchOf(plan);
  return closedMs === null ? null : Math.floor(closedMs / stretch) * stretch - stretch;
}

const dayShown = (plan: MonitorPlan, day: number | null): DayShown | null =>
  day === null ? null : { from: new Date(day).toISOString(), to: new Date(day + stretchOf(plan)).toISOString() };

/** What a day says of a series. */
interface Tested {
  readonly eValue: number;
  /** The group that it was compared with on the day, which may be another one by now. */
  readonly against: CellValues | null;
}

/** Evidence of a day for each series; one without decisions on it, or before it, has none. */
function testedOn(
  plan: MonitorPlan,
  watch: RateWatch,
  {
    keys,
    panes,
    day,
  }: { readonly keys: readonly string[]; readonly panes: RecentPanes['decisions']; readonly day: number | null },
): ReadonlyMap<string, Tested> {
  const tested = new Map<string, Tested>();
  if (day === null) return tested;
  const reached = panes.filter(({ startMs }) => startMs >= day - DAYS_BEFORE * DAY_MS && startMs < day + DAY_MS);
  const walked = walkSeries(plan, watch, { keys, panes: joinPanes(plan, reached, DAY_MS) });
  for (const [key, stretch] of walked) {
    if (stretch.startMs !== day || !isSeen(stretch)) continue;
    // A bound on both sides is broken to one of them: the mean of the evidence of both is evidence that it is.
    const sides = watch.hypotheses.map((hypothesis) =>
      Math.exp(blockEvidence({ hypothesis, past: stretch.past, block: stretch.counted })),
    );
    tested.set(key, { eValue: mean(sides), against: stretch.reference });
  }
  return tested;
}

const isSeen = ({ past, counted }: SeriesStretch): boolean =>
  past.every(({ n }) => n > 0) && counted.every(({ n }) => n > 0);

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

interface Finding {
  readonly plan: MonitorPlan;
  readonly found: ReadonlySet<Leaf>;
  readonly level: number;
}

function treeOf(deployment: string, leaves: readonly Leaf[], finding: Finding): DigestNode {
  const attributes = groupedBy(leaves, ({ watch }) => watch.by.join(' + ') || 'everybody').map(([by, ofBy]) => {
    const requirements = groupedBy(ofBy, ({ watch }) => watch.id).map(([id, own]) =>
      parent(
        { kind: 'requirement', name: id, day: dayShown(finding.plan, own[0]!.day) },
        own.map((leaf) => leafNode(leaf, finding)),
        finding,
      ),
    );
    return parent({ kind: 'attributes', name: by, day: null }, requirements, finding);
  });
  return parent({ kind: 'deployment', name: deployment, day: null }, attributes, finding);
}

function leafNode(leaf: Leaf, { found }: Finding): DigestNode {
  const { series, eValue } = leaf;
  const isFinding = found.has(leaf);
  const counts = { series: 1, tested: eValue === null ? 0 : 1, findings: isFinding ? 1 : 0 };
  return { kind: 'series', name: null, day: null, series, eValue, counts, isFinding, children: [] };
}

/**
 * The mean of e-values is one itself, of the claim that every bound below is kept. Each node is weighted by its series, so that every level is about the same series. Children stand in the order of their evidence.
 */
function parent(
  place: Pick<DigestNode, 'name' | 'day'> & { readonly kind: Exclude<DigestNode['kind'], 'series'> },
  children: readonly DigestNode[],
  { level }: Finding,
): DigestNode {
  const total = (of: keyof DigestNode['counts']): number => children.reduce((sum, { counts }) => sum + counts[of], 0);
  const counts = { series: total('series'), tested: total('tested'), findings: total('findings') };
  const weighed = children.reduce((sum, { eValue, counts: own }) => sum + (eValue ?? 0) * own.tested, 0);
  const eValue = counts.tested === 0 ? null : weighed / counts.tested;
  const ordered = children.toSorted((a, b) => (b.eValue ?? -1) - (a.eValue ?? -1));
  return {
    ...place,
    series: null,
    eValue,
    counts,
    isFinding: eValue !== null && eValue >= 1 / level,
    children: ordered,
  };
}

/**
 * The evidence of several deployments that some bound of any of them was broken, whatever holds between them: the mean of that of all their series, each weighted alike. Null where nothing was tested.
 */
export function fleetEvidence(
  trees: readonly Pick<DigestNode, 'eValue' | 'counts'>[],
): { readonly eValue: number; readonly tested: number } | null {
  const tested = trees.reduce((sum, { counts }) => sum + counts.tested, 0);
  if (tested === 0) return null;
  const weighed = trees.reduce((sum, { eValue, counts }) => sum + (eValue ?? 0) * counts.tested, 0);
  return { eValue: weighed / tested, tested };
}

function groupedBy<T>(all: readonly T[], nameOf: (one: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(nameOf(one), [...(groups.get(nameOf(one)) ?? []), one]);
  return [...groups];
}
