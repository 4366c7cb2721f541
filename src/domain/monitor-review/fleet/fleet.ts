import { type StateChange, shareOfAlarm as shareOf } from '../../monitor/index.js';

/** How a place stands: the first of these that holds of it. */
export type FleetState =
  /** A series below fires. */
  | 'firing'
  /** No series fires, and the evidence of all of them together is that of an alarm. */
  | 'together'
  /** A series is half of the way to its alarm, on the logarithmic scale. */
  | 'pending'
  /** No series is without data or not judged, and none says anything. */
  | 'watching'
  /** Of some series nothing is known now, and the others say nothing. */
  | 'unknown';

/** A place: every deployment, one, what groups are compared by, a requirement. */
export interface FleetNode {
  readonly kind: 'fleet' | 'deployment' | 'attributes' | 'requirement';
  /** Null of the fleet. */
  readonly name: string | null;
  readonly state: FleetState;
  /** What the series that do not fire have of an alarm together: 1 is enough for one. Of the fleet the mean over its deployments. */
  readonly shareOfAlarm: number;
  readonly counts: {
    readonly series: number;
    readonly firing: number;
    readonly pending: number;
    readonly unknown: number;
  };
  readonly children: readonly FleetNode[];
  /** Of a requirement: its series that fire or have most of an alarm, at most `MOST_SHOWN`; empty of all others. */
  readonly series: readonly FleetSeries[];
}

/** A series that weighs in a place. */
export interface FleetSeries {
  readonly series: StateChange['series'];
  readonly state: StateChange['state'];
  /** What it gained of the evidence at which it fires; null of one that fires, whose evidence is about its end, and of a fact. */
  readonly shareOfAlarm: number | null;
}

/** Series of a requirement that are shown. */
const MOST_SHOWN = 20;

/** A deployment with its series as they stand. */
export interface FleetMember {
  readonly deployment: string;
  readonly lines: readonly StateChange[];
}

/**
 * How everything that is watched stands, from single pairs of groups to all deployments. Each series has an alarm where its evidence reaches its threshold, which is what its part of the budget allows;
 * so the evidence of any of them over their thresholds, added up, is a detector too: a sum of e-detectors in parts that add to at most one. While every bound is kept, the expected time until a place first says `together` is at
 * least that of its budget, whatever holds between the series (e-detectors of Shin, Ramdas and Rinaldo 2024, NEJSDS 2, 229-260). The fleet takes the mean of its
 * deployments: a thousand of them have a thousand budgets, and their sum would say `together` by chance nearly always; the mean does so no sooner than one deployment would with the mean of
 * their budgets.
 */
export function fleetTree(members: readonly FleetMember[]): FleetNode {
  const children = members.map(({ deployment, lines }) => {
    const byAttributes = groupedBy(lines, ({ series }) => Object.keys(series.group).join(' + ') || 'everybody');
    const attributes = byAttributes.map(([name, own]) =>
      parentOf(
        'attributes',
        name,
        groupedBy(own, nameOf).map(([id, series]) => requirementOf(id, series)),
      ),
    );
    return parentOf('deployment', deployment, attributes);
  });
  return parentOf('fleet', null, children, Math.max(1, children.length));
}

const nameOf = ({ requirement, component }: StateChange): string =>
  component === null ? requirement : `${requirement}:${component}`;

const UNKNOWN: readonly StateChange['state'][] = ['no-data', 'not-judged'];

function requirementOf(name: string, lines: readonly StateChange[]): FleetNode {
  const series = lines.map(({ series: one, state, logEvidence, logThreshold, fact }): FleetSeries => {
    const isCounted = state !== 'firing' && fact === undefined;
    return { series: one, state, shareOfAlarm: isCounted ? shareOf(logEvidence, logThreshold) : null };
  });
  const having = (states: readonly StateChange['state'][]): number =>
    series.filter(({ state }) => states.includes(state)).length;
  const counts = {
    ...{ series: series.length, firing: having(['firing']), pending: having(['pending']), unknown: having(UNKNOWN) },
  };
  const shareOfAlarm = series.reduce((sum, one) => sum + (one.shareOfAlarm ?? 0), 0);
  const weight = ({ shareOfAlarm: share, state }: FleetSeries): number =>
    state === 'firing' ? Number.POSITIVE_INFINITY : (share ?? -1);
  const shown = series.toSorted((a, b) => (weight(a) === weight(b) ? 0 : weight(b) - weight(a))).slice(0, MOST_SHOWN);
  return {
    ...{ kind: 'requirement', name, shareOfAlarm, counts, state: stateOf(counts, shareOfAlarm) },
    ...{ children: [], series: shown },
  };
}

function parentOf(
  kind: FleetNode['kind'],
  name: string | null,
  children: readonly FleetNode[],
  budgets = 1,
): FleetNode {
  const total = (of: keyof FleetNode['counts']): number => children.reduce((sum, { counts }) => sum + counts[of], 0);
  const counts = {
    ...{ series: total('series'), firing: total('firing'), pending: total('pending'), unknown: total('unknown') },
  };
  const shareOfAlarm = children.reduce((sum, one) => sum + one.shareOfAlarm, 0) / budgets;
  const rank = ({ counts: { firing }, shareOfAlarm: share }: FleetNode): number => (firing > 0 ? 1e300 : share);
  const ordered = children.toSorted((a, b) => rank(b) - rank(a));
  return { kind, name, state: stateOf(counts, shareOfAlarm), shareOfAlarm, counts, children: ordered, series: [] };
}

function stateOf({ firing, pending, unknown }: FleetNode['counts'], shareOfAlarm: number): FleetState {
  if (firing > 0) return 'firing';
  if (shareOfAlarm >= 1) return 'together';
  if (pending > 0) return 'pending';
  return unknown > 0 ? 'unknown' : 'watching';
}

function groupedBy<T>(all: readonly T[], keyOf: (one: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [one]);
    else known.push(one);
  }
  return [...groups];
}
