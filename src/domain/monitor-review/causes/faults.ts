import { type CellValues, cellKey, declaredBins, isUnreadable, type Pane } from '../../monitor/index.js';
import { histogramOf } from './drift-parts.js';
import { peopleIn } from './reweighted-parts.js';
import { type At, type Compared, countsBy, isOf, rateCounts, sumsBy, total } from './sides.js';

/** A share that tells of the data and not of people, at both times. */
interface Fault {
  /** What it is a share of decisions of: `cannot be read`. */
  readonly what: string;
  readonly before: number;
  readonly after: number;
  /** How far such a change can move a rate at most, when it falls on the decided of one kind alone. */
  readonly reach: number;
  /** Whether it is counted among the groups that are compared alone, and not among all decisions. */
  readonly isOfSides?: boolean;
}

/** Least change of a share that is told, and in standard errors. */
const LEAST_CHANGE = 0.02;
const LEAST_ERRORS = 4;

/** Shares of decisions with a fault that grew. */
export function faultsOf(compared: Compared): Fault[] {
  const { plan, watch, sides, before, after } = compared;
  const named = [...new Set([...watch.at, ...(plan.factors?.mix ?? [])])];
  const lacks = (place: number) => (values: CellValues) => values[place] === null;
  const score = plan.factors?.score;
  const inSides = (values: CellValues): boolean => sides.some((side) => isOf(watch, side)(values));
  // Whose they are is not known: at worst all of them are of the smaller side.
  const smallest = Math.min(
    ...sides.map((side) => total(countsBy(after, { is: isOf(watch, side), places: [] }).values())),
  );
  const anybodys = (what: string, first: Share, second: Share): Fault | null => {
    const fault = grown(what, first, second);
    if (fault === null) return null;
    const more = fault.reach * second.of;
    return { ...fault, reach: more / (smallest + more) };
  };
  const scoreless =
    score == null
      ? null
      : grown('have no score', lacking(before, lacks(score), inSides), lacking(after, lacks(score), inSides));
  return [
    anybodys('cannot be read', share(before, unreadable(before)), share(after, unreadable(after))),
    anybodys('repeat a person of the block', share(before, repeated(before)), share(after, repeated(after))),
    ...named.map((place) =>
      grown(`lack ${plan.attributes[place]!}`, lacking(before, lacks(place)), lacking(after, lacks(place))),
    ),
    scoreless && { ...scoreless, isOfSides: true },
    ...valuesLost(compared),
  ].filter((fault) => fault !== null);
}

/** Of drift: decisions of the group without a value of what drifted, and with one that is not declared. */
function valuesLost({ watch, plan, sides, before, after }: Compared): (Fault | null)[] {
  if (watch.kind !== 'drift') return [];
  const [group] = sides;
  const [first, second] = [before, after].map((pane) => histogramOf(pane, { watch, plan, is: isOf(watch, group!) }));
  const declared = declaredBins(plan.histograms[watch.histogram]!);
  const shareAt = (counts: Float64Array, bin: number): Share => ({ part: counts[bin]!, of: total([counts]) });
  return (
    [
      ['have a value that is not declared', declared],
      ['have no value of what drifted', declared + 1],
    ] as const
  ).map(([what, bin]) => {
    const fault = grown(what, shareAt(first!, bin), shareAt(second!, bin));
    return fault && { ...fault, isOfSides: true };
  });
}

interface Share {
  readonly part: number;
  readonly of: number;
}

function grown(what: string, before: Share, after: Share): Fault | null {
  if (before.of === 0 || after.of === 0) return null;
  const [first, second] = [before.part / before.of, after.part / after.of];
  return second - first >= LEAST_CHANGE && isFar(before, after)
    ? { what, before: first, after: second, reach: second - first }
    : null;
}

/** Whether two shares are further apart than chance has them. */
function isFar(before: Share, after: Share): boolean {
  const pooled = (before.part + after.part + 1) / (before.of + after.of + 2);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / before.of + 1 / after.of));
  return Math.abs(after.part / after.of - before.part / before.of) >= LEAST_ERRORS * error;
}

function share(pane: Pane, part: number): Share {
  // Behind the decisions a cell has bins and sums, which are of the same people.
  const counted = total(countsBy(pane, { is: () => true, places: [] }).values());
  return { part, of: counted + part };
}

function unreadable({ uncounted }: Pane): number {
  let sum = 0;
  for (const [reason, decisions] of uncounted) if (isUnreadable(reason)) sum += decisions;
  return sum;
}

const repeated = ({ uncounted }: Pane): number => uncounted.get('repeated') ?? 0;

const lacking = (
  pane: Pane,
  lacks: (values: CellValues) => boolean,
  among: (values: CellValues) => boolean = () => true,
): Share => ({
  part: total(countsBy(pane, { is: (values) => among(values) && lacks(values), places: [] }).values()),
  of: total(countsBy(pane, { is: among, places: [] }).values()),
});

/** Blocks that it takes before and since to speak of a volume, and how far off it is then: two thirds, or one and a half of what it was. */
const LEAST_BLOCKS = 8;
const FEWEST_SINCE = 3;
const FELL = 2 / 3;

/** Decisions of a side in a block, before and since, where that changed by a lot. */
export function volumesOf(compared: Compared): (Fault & { readonly side: number })[] {
  const { watch, sides, blocks, times, plan } = compared;
  return sides.flatMap((side, s) => {
    const sizes: Record<At, number[]> = { before: [], after: [] };
    const key = cellKey(side);
    const byStart = new Map(blocks.map((block) => [block.startMs, block]));
    const first = blocks[0]?.startMs ?? times.beginMs;
    for (let at = first; at < times.toMs; at += plan.blockMs) {
      const n = byStart.get(at)?.decisionsBy(watch.at).get(key) ?? 0;
      sizes[at < times.beginMs ? 'before' : 'after'].push(n);
    }
    if (sizes.before.length < LEAST_BLOCKS || sizes.after.length < FEWEST_SINCE) return [];
    const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
    const [before, after] = [mean(sizes.before), mean(sizes.after)];
    const spread = mean(sizes.before.map((one) => (one - before) ** 2)) + before;
    const error = Math.sqrt(spread * (1 / sizes.before.length + 1 / sizes.after.length));
    const ratio = Math.min(before, after) / Math.max(before, after);
    if (!(ratio <= FELL) || Math.abs(after - before) < LEAST_ERRORS * error) return [];
    return [{ what: 'decisions in a block', before, after, reach: 1 - ratio, side: s }];
  });
}

/** The side whose label coverage fell most; null where none fell by more than chance has it. */
export function coverageOf({
  plan,
  watch,
  sides,
  before,
  after,
}: Compared): (Fault & { readonly side: number }) | null {
  if (watch.phase !== 'labels') return null;
  let worst: (Fault & { readonly side: number }) | null = null;
  for (const [side, group] of sides.entries()) {
    const [first, second] = [before, after].map((pane) => labelled(pane, isOf(watch, group), plan.seenFor)) as [
      Share,
      Share,
    ];
    if (first.of === 0 || second.of === 0 || !isFar(first, second)) continue;
    const fall = first.part / first.of - second.part / second.of;
    const missing = fall * second.of;
    // Who has no label yet may be in the denominator of the rate as well.
    const reach = missing / (peopleOf({ plan, watch }, after, isOf(watch, group)) + missing);
    if (fall >= LEAST_CHANGE && reach > (worst?.reach ?? 0))
      worst = { what: 'have a label', before: first.part / first.of, after: second.part / second.of, reach, side };
  }
  return worst;
}

/** People whom what is measured is of. */
function peopleOf({ plan, watch }: Pick<Compared, 'plan' | 'watch'>, pane: Pane, is: (values: CellValues) => boolean) {
  if (watch.kind !== 'rates' && watch.kind !== 'means') return peopleIn({ plan, watch }, pane, is);
  if (watch.kind === 'means') return sumsBy(pane, { watch, plan, is, places: [] }).get('[]')?.n ?? 0;
  const counts = countsBy(pane, { is, places: [] }).get('[]')!;
  return Math.max(...watch.rates.map((_, r) => rateCounts(watch, r, counts).n));
}

/** Decisions with a label among those that can have one. */
function labelled(pane: Pane, is: (values: CellValues) => boolean, seenFor: 0 | 1 | undefined): Share {
  const counts = countsBy(pane, { is, places: [] }).get('[]');
  if (counts === undefined) return { part: 0, of: 0 };
  let [without, never] = [0, 0];
  for (let decided = 0; decided < pane.places; decided++) {
    const unlabelled = counts[decided * (pane.places + 1) + pane.places]!;
    if (seenFor === undefined || decided === seenFor) without += unlabelled;
    else never += unlabelled;
  }
  const of = total([counts]) - never;
  return { part: of - without, of };
}
