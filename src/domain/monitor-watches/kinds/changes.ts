import { SECOND_MS } from '../../../core/base/durations.js';
import {
  blockRateBets,
  type Proportion,
  planDetector,
  type RatioCounts,
  ratioChangeBets,
  ratioChangeNull,
  ratioChangeSums,
  sequenceCriticalValue,
  smallestDetectableGap,
} from '../../../core/stats/index.js';
import { countsOfTime } from '../series/changes.js';
import { countRates } from '../series/rates.js';
import type { ChangeClaim, ChangeWatch } from '../series/types.js';
import {
  bothParities,
  claimsOf,
  measuredQuantity,
  quantityFound,
  quantityKind,
  sidesInTime,
} from './changed-quantities.js';
import type { EvidenceKind, Measured, Side } from './kind.js';
import { farthestOfSums } from './means.js';

/** Bets of `blockRateBets` and of `ratioChangeBets` on each claim. */
const BETS = 5;
/** As the detectors of rates have it. */
const MEMORY = 1000;

/**
 * Every block is compared with the one of a stated time before, so that it is there twice: once as what is compared, and later as what something is compared with. Evidence multiplies fairly only where each block comes once. So time is cut into
 * periods as long as that, and periods of even and of odd number have bets of their own, each of which sees every block once (docs/explanations/changes.md).
 */
const PARITIES = 2;

type Sized = Pick<ChangeWatch, 'rates'>;

/** Which of the two sets of bets a block is for. */
export const parityOf = ({ overMs }: Pick<ChangeWatch, 'overMs'>, fromMs: number): number =>
  ((Math.floor(fromMs / overMs) % PARITIES) + PARITIES) % PARITIES;

/**
 * What a group counted in a block beside what it counted a stated time before, where the bets look for them. Nothing where it was missing at either time.
 *
 * @param now observations and successes of each rate
 */
export function pairedCounts(
  watch: ChangeWatch,
  {
    now,
    before,
    fromMs,
  }: { readonly now?: Float64Array | undefined; readonly before?: Float64Array | undefined; readonly fromMs: number },
): Float64Array {
  const each = countsOfTime(watch);
  const counted = new Float64Array(2 * PARITIES * each);
  if (now === undefined || before === undefined) return counted;
  const at = 2 * each * parityOf(watch, fromMs);
  counted.set(now, at);
  counted.set(before, at + each);
  return counted;
}

/** Changes of rates, of their gaps and of their ratios against a stated time before. */
export const changesKind: EvidenceKind<ChangeWatch> = {
  width: (watch) => 2 * PARITIES * countsOfTime(watch),
  /** What one time counts; blocks are put beside each other by `pairedCounts`. */
  measure: ({ rates, of }, plan, counts) =>
    of === undefined ? countRates(rates, counts) : quantityKind(of).measure(plan, counts),
  people: (counted, watch) => peopleOf(watch, counted),
  memory: MEMORY,
  isReady: () => true,
  pastValue: (watch, { past }) => peopleOf(watch, past),
  bets: (watch) => BETS * PARITIES * claimsOf(watch),
  betsOn: (watch, sides) => betsOnAll(watch, sides, 'kept'),
  end: {
    by: 'bets',
    betsOfClaim: BETS * PARITIES,
    // Without claims of its own its quantity knows what can be shown to be kept.
    betsOn: (watch, sides) => (watch.claims.every(isKeptWithRoom) ? betsOnAll(watch, sides, 'broken') : null),
  },
  measured: (watch, _, counts, level) => measuredChange(watch, counts, level),
  detectable(watch, volumes, { blocks, threshold }) {
    if (watch.of !== undefined)
      return quantityFound(watch.of, volumes, { each: countsOfTime(watch), blocks, threshold: PARITIES * threshold });
    const streams = streamsOf(
      watch,
      volumes.map(({ past }) => past),
    );
    if (streams.some(({ n }) => n === 0)) return null;
    const rates = streams.map(({ n, successes }) => (successes + 1 / 2) / (n + 1));
    const people = streams.map((_, i) => volumes[Math.floor(i / watch.rates.length) % volumes.length]!.people);
    // Both sets of bets are averaged, of which one sees the block.
    const time = { blocks, threshold: PARITIES * threshold };
    const found = watch.claims.map((claim) => {
      if (claim.of === 'ratio') return ratioFound(claim, { rates, people, time });
      const plan = planDetector({ hypotheses: [claim.hypothesis], threshold: time.threshold });
      const [gap] = smallestDetectableGap({ plan, rates, n: people, blocks });
      return gap ?? null;
    });
    if (found.includes(null)) return null;
    return watch.compare === 'ratio' ? found[0]! : Math.max(...(found as number[]));
  },
};

/** Of each quantity at each time the least counts: with nobody in one of them nothing is compared. */
function peopleOf(watch: ChangeWatch, counted: Float64Array): number {
  const each = countsOfTime(watch);
  let people = 0;
  for (let parity = 0; parity < PARITIES; parity++) {
    let least = Number.POSITIVE_INFINITY;
    for (const at of [2 * parity * each, (2 * parity + 1) * each])
      least = Math.min(least, peopleAt(watch, counted.subarray(at, at + each)));
    people += least;
  }
  return people;
}

function peopleAt({ of }: ChangeWatch, counted: Float64Array): number {
  if (of !== undefined) return quantityKind(of).people(counted);
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < counted.length; i += 2) least = Math.min(least, counted[i]!);
  return least;
}

/** Rates of the group and of its reference now, then before, of one set of bets, or of both together. */
function streamsOf(watch: Sized, sides: readonly Float64Array[], parity?: number): Proportion[] {
  const each = countsOfTime(watch);
  const parities = parity === undefined ? [0, 1] : [parity];
  const at = (time: number): Proportion[] =>
    sides.flatMap((side) =>
      watch.rates.map((_, r) => {
        const sum = (place: number): number =>
          parities.reduce((all, one) => all + side[2 * each * one + each * time + place]!, 0);
        return { n: sum(2 * r), successes: sum(2 * r + 1) };
      }),
    );
  return [...at(0), ...at(1)];
}

const isKeptWithRoom = (claim: ChangeClaim): boolean =>
  claim.of === 'ratio' ? claim.least < 1 : claim.hypothesis.bound > 0;

function betsOnAll(watch: ChangeWatch, sides: readonly Side[], against: 'kept' | 'broken'): number[] | null {
  // Of a block one set of bets has counts.
  const parity = [0, 1].find((one) => sides.every(({ counted }) => hasBoth(watch, counted, one)));
  if (parity === undefined) return null;
  const own = ownBets(watch, sides, { parity, against });
  if (own === null) return null;
  const bets = new Array<number>(BETS * PARITIES * claimsOf(watch)).fill(0);
  for (let i = 0; i < own.length; i++) bets[BETS * (PARITIES * Math.floor(i / BETS) + parity) + (i % BETS)] = own[i]!;
  return bets;
}

/** Whether a group has people at both times of one set of bets. */
function hasBoth(watch: ChangeWatch, counted: Float64Array, parity: number): boolean {
  const each = countsOfTime(watch);
  return [0, 1].every((time) => {
    const from = each * (2 * parity + time);
    return peopleAt(watch, counted.subarray(from, from + each)) > 0;
  });
}

/** Bets of the set that sees the block, claim after claim. */
function ownBets(
  watch: ChangeWatch,
  sides: readonly Side[],
  { parity, against }: { readonly parity: number; readonly against: 'kept' | 'broken' },
): ArrayLike<number> | null {
  if (watch.of !== undefined)
    return quantityKind(watch.of).betsOn(sidesInTime(countsOfTime(watch), sides, parity), against);
  const streams = (which: 'counted' | 'past'): Proportion[] =>
    streamsOf(
      watch,
      sides.map((side) => side[which]),
      parity,
    );
  const [block, past] = [streams('counted'), streams('past')];
  const all: number[] = [];
  for (const claim of watch.claims) {
    const own = betsOn(claim, { block, past, against });
    if (own === null) return null;
    all.push(...own);
  }
  return all;
}

function betsOn(
  claim: ChangeClaim,
  {
    block,
    past,
    against,
  }: {
    readonly block: readonly Proportion[];
    readonly past: readonly Proportion[];
    readonly against: 'kept' | 'broken';
  },
): number[] | null {
  if (claim.of === 'ratio')
    return ratioChangeBets({ least: claim.least, against, past: ratioOf(claim, past), block: ratioOf(claim, block) });
  const { coefficients, bound } = claim.hypothesis;
  const hypothesis =
    against === 'kept' ? claim.hypothesis : { coefficients: coefficients.map((c) => -c), bound: -bound };
  return blockRateBets({ hypothesis, past, block });
}

function ratioOf({ isInverse }: Extract<ChangeClaim, { of: 'ratio' }>, streams: readonly Proportion[]): RatioCounts {
  const [group, reference, groupBefore, referenceBefore] = streams as [Proportion, Proportion, Proportion, Proportion];
  return isInverse
    ? { group: reference, reference: group, groupBefore: referenceBefore, referenceBefore: groupBefore }
    : { group, reference, groupBefore, referenceBefore };
}

/** What is measured now and what it was, over the blocks that are shown. */
export interface ChangeShown {
  /** How long ago the blocks before are. */
  readonly overSeconds: number;
  /** What the requirement is about, now and before; null where it is undefined. */
  readonly now: number | null;
  readonly before: number | null;
}

/** What stands beside a change: the two values that it is between. */
export function changeShown(watch: ChangeWatch, counts: Float64Array): ChangeShown {
  const sides = watch.reference.kind === 'none' ? 1 : 2;
  const level = levelsOf(watch, counts, sides);
  const valueAt = (time: number): number | null => {
    const group = level(time, 0);
    if (group === null || sides === 1) return group;
    const reference = level(time, 1);
    if (reference === null) return null;
    if (watch.compare === 'ratio') return reference === 0 ? null : group / reference;
    return group - reference;
  };
  return { overSeconds: watch.overMs / SECOND_MS, now: valueAt(0), before: valueAt(1) };
}

/** What is measured of a side at a time; null where nobody was counted. */
function levelsOf(
  watch: ChangeWatch,
  counts: Float64Array,
  sides: number,
): (time: number, side: number) => number | null {
  const { of } = watch;
  if (of !== undefined) {
    const kind = quantityKind(of);
    const shown = sidesOf(watch, counts);
    return (time, side) => kind.valueOf(bothParities(countsOfTime(watch), shown[side]!, time));
  }
  const streams = shownStreams(watch, counts);
  return (time, side) => {
    const first = (time * sides + side) * watch.rates.length;
    const own = streams.slice(first, first + watch.rates.length);
    if (own.some(({ n }) => n === 0)) return null;
    return own.reduce((sum, { n, successes }, r) => sum + (watch.rates[r]!.weight * successes) / n, 0);
  };
}

function sidesOf(watch: ChangeWatch, counts: Float64Array): Float64Array[] {
  const sides = watch.reference.kind === 'none' ? 1 : 2;
  const width = counts.length / sides;
  return Array.from({ length: sides }, (_, side) => counts.subarray(side * width, (side + 1) * width));
}

/** What is counted of group and reference in all blocks that are shown, both sets of bets together. */
const shownStreams = (watch: ChangeWatch, counts: Float64Array): Proportion[] =>
  streamsOf(watch, sidesOf(watch, counts));

/** What changed, with an interval: both sets of bets together. */
function measuredChange(watch: ChangeWatch, counts: Float64Array, level: number): Measured | null {
  if (watch.of !== undefined)
    return measuredQuantity(watch.of, { each: countsOfTime(watch), sides: sidesOf(watch, counts), level });
  const sides = watch.reference.kind === 'none' ? 1 : 2;
  const streams = shownStreams(watch, counts);
  if (streams.some(({ n }) => n === 0)) return null;
  const n = streams.reduce((sum, stream) => sum + stream.n, 0);
  const critical = sequenceCriticalValue(n, { level });
  const rate = ({ n: all, successes }: Proportion): number => successes / all;
  // One observation of each kind is added, so that a rate of 0 or 1 is not taken as certain; the estimate is not.
  const variance = ({ n: all, successes }: Proportion): number => {
    const smoothed = (successes + 1) / (all + 2);
    return (smoothed * (1 - smoothed)) / all;
  };
  if (watch.compare === 'ratio') {
    if (streams.some(({ successes }) => successes === 0)) return null;
    const [group, reference, groupBefore, referenceBefore] = streams.map(rate) as [number, number, number, number];
    const estimate = group / reference / (groupBefore / referenceBefore);
    const error = Math.sqrt(streams.reduce((sum, stream) => sum + variance(stream) / rate(stream) ** 2, 0));
    const log = Math.log(estimate);
    return { estimate, lower: Math.exp(log - critical * error), upper: Math.exp(log + critical * error) };
  }
  const signs = sides === 1 ? [1, -1] : [1, -1, -1, 1];
  const weights = signs.flatMap((sign) => watch.rates.map(({ weight }) => sign * weight));
  const estimate = streams.reduce((sum, stream, i) => sum + weights[i]! * rate(stream), 0);
  const half = critical * Math.sqrt(streams.reduce((sum, stream, i) => sum + weights[i]! ** 2 * variance(stream), 0));
  return { estimate, lower: Math.max(-sides, estimate - half), upper: Math.min(sides, estimate + half) };
}

const SHARES = { from: 0, to: 1 };
/** How many blocks the past is taken to be of: so many that a half observation changes nothing. */
const KNOWN = 1e4;

/** The ratio over the ratio before that would be found, by the mean of the quantity that the evidence is about. */
function ratioFound(
  claim: Extract<ChangeClaim, { of: 'ratio' }>,
  {
    rates,
    people,
    time,
  }: { readonly rates: readonly number[]; readonly people: readonly number[]; readonly time: Time },
): number | null {
  const counts = ratioOf(
    claim,
    rates.map((rate, i) => ({ n: people[i]!, successes: rate * people[i]! })),
  );
  const sums = ratioChangeSums(counts, claim.least);
  if (sums === null) return null;
  const past = { n: KNOWN * sums.n, sum: KNOWN * sums.sum, sumOfSquares: KNOWN * sums.sumOfSquares };
  const mean = farthestOfSums(
    { hypotheses: [ratioChangeNull(claim.least)], compare: 'value', range: SHARES },
    [{ past, people: sums.n }],
    time,
  );
  if (mean === null) return null;
  const [, reference, groupBefore, referenceBefore] = Object.values(counts).map(({ n, successes }) => successes / n);
  const excess = (1 + claim.least) * mean - claim.least;
  const group = (excess + claim.least * groupBefore! * reference!) / referenceBefore!;
  const left = (group * referenceBefore!) / (reference! * groupBefore!);
  return left <= 0 ? null : claim.isInverse ? 1 / left : left;
}

interface Time {
  readonly blocks: number;
  readonly threshold: number;
}
