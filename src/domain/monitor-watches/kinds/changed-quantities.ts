import type {
  AreaWatch,
  ChangedQuantity,
  ChangeWatch,
  FractionWatch,
  MeanWatch,
  MonitorPlan,
} from '../series/types.js';
import { areasKind } from './areas.js';
import { fractionsKind } from './fractions.js';
import type { EvidenceKind, GroupPast, Measured, Side, Volume } from './kind.js';
import { meansKind } from './means.js';

/**
 * What changes that is no sum of rates: its own kind bets on it, of which the group now, its reference now, and both before are the sides. That kind is fair of any sides that are independent given what was counted before, and these are.
 */
interface QuantityKind {
  measure(plan: MonitorPlan, counts: Float64Array): Float64Array;
  /** Of what one group counted at one time. */
  people(counted: Float64Array): number;
  /** Bets on each claim, about sides now and then before. */
  betsOn(sides: readonly Side[], against: 'kept' | 'broken'): ArrayLike<number> | null;
  /** What changed, of sides now and then before, one behind the other. */
  measured(counted: Float64Array, level: number): Measured | null;
  /** The quantity itself, of one side at one time. */
  valueOf(counted: Float64Array): number | null;
  detectable(volumes: readonly Volume[], time: { readonly blocks: number; readonly threshold: number }): number | null;
}

type Quantity = MeanWatch | AreaWatch | FractionWatch;

const KINDS = { means: meansKind, areas: areasKind, fractions: fractionsKind } as const;

/** These kinds compare a group with nothing of its own. */
const NOTHING_OWN: GroupPast = { past: new Float64Array(0), baseline: null };
/** The value itself is shown without its interval. */
const ANY_LEVEL = 0.95;

const known = new WeakMap<ChangedQuantity, QuantityKind>();

/** The kind of a quantity, made once for each watch: it is asked of every group of every block. */
export function quantityKind(of: ChangedQuantity): QuantityKind {
  const made = known.get(of) ?? makeKind(of);
  known.set(of, made);
  return made;
}

function makeKind(of: ChangedQuantity): QuantityKind {
  const kind = KINDS[of.kind] as unknown as EvidenceKind<Quantity>;
  const watch = of as unknown as Quantity;
  const alone = { ...watch, compare: 'value' } as Quantity;
  return {
    measure: (plan, counts) => kind.measure(watch, plan, counts),
    people: (counted) => kind.people(counted, watch),
    betsOn(sides, against) {
      if (against === 'kept') return kind.betsOn(watch, sides);
      return kind.end.by === 'bets' ? kind.end.betsOn(watch, sides) : null;
    },
    measured: (counted, level) => kind.measured(watch, NOTHING_OWN, counted, level),
    valueOf: (counted) => kind.measured(alone, NOTHING_OWN, counted, ANY_LEVEL)?.estimate ?? null,
    detectable: (volumes, time) => kind.detectable(watch, volumes, time),
  };
}

/** What both sets of bets counted of one side, now (0) or before (1). */
export function bothParities(each: number, side: Float64Array, time: number): Float64Array {
  const sum = side.slice(each * time, each * (time + 1));
  for (let i = 0; i < each; i++) sum[i]! += side[each * (2 + time) + i]!;
  return sum;
}

/** The sides now and then before, of one set of bets. */
export const sidesInTime = (each: number, sides: readonly Side[], parity: number): Side[] =>
  [0, 1].flatMap((time) =>
    sides.map(({ past, counted }): Side => {
      const [from, to] = [each * (2 * parity + time), each * (2 * parity + time + 1)];
      return { past: past.subarray(from, to), baseline: null, counted: counted.subarray(from, to) };
    }),
  );

/** What is measured of a change, from what is counted of group and reference. */
export function measuredQuantity(
  of: ChangedQuantity,
  { each, sides, level }: { readonly each: number; readonly sides: readonly Float64Array[]; readonly level: number },
): Measured | null {
  const times = [0, 1].flatMap((time) => sides.map((side) => bothParities(each, side, time)));
  const counted = new Float64Array(times.length * each);
  times.forEach((one, i) => void counted.set(one, i * each));
  return quantityKind(of).measured(counted, level);
}

/** The change that so many blocks would find. */
export function quantityFound(
  of: ChangedQuantity,
  volumes: readonly Volume[],
  { each, ...time }: { readonly each: number; readonly blocks: number; readonly threshold: number },
): number | null {
  const inTime = [0, 1].flatMap((when) =>
    volumes.map(({ past, people }): Volume => ({ past: bothParities(each, past, when), baseline: null, people })),
  );
  return quantityKind(of).detectable(inTime, time);
}

export const claimsOf = ({ of, claims }: Pick<ChangeWatch, 'of' | 'claims'>): number =>
  (of?.hypotheses ?? claims).length;
