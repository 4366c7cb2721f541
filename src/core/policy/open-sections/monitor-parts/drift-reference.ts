import { counted } from '../../../base/counted.js';
import { LEAST_CELL } from '../../../base/least-cell.js';
import { samplingErrorOf } from '../../../stats/index.js';
import { isOfFew } from './few-counts.js';

/** A mistake; its path begins inside of `drift`. */
export interface DriftMistake {
  readonly path: readonly string[];
  readonly message: string;
  readonly remedy: string;
  /** By default `error`. */
  readonly severity?: 'error' | 'warning';
}

/** What a histogram counts; one of the two is null. */
interface Cut {
  readonly bins: readonly number[] | null;
  readonly levels: readonly string[] | null;
}

interface Compared extends Cut {
  readonly distance: 'tv' | 'ks' | 'w1';
}

/** Distances by the words of the policy. */
export const DISTANCES = { tv: 'total-variation', ks: 'kolmogorov-smirnov', w1: 'wasserstein' } as const;

/** Share of references that are further from the law they were drawn from than is allowed for: the default of `planDrift`. */
export const REFERENCE_RISK = 0.01;

/** Where each bin lies between the first edge and the last, 0..1: inner ones in their middle, the outer ones, which have no end, at their edge. */
export function positionsOf(edges: readonly number[]): number[] {
  const [first, last] = [edges[0]!, edges.at(-1)!];
  const middles = edges.slice(1).map((edge, i) => (edges[i]! + edge) / 2);
  return [first, ...middles, last].map((value) => (value - first) / (last - first));
}

/** How many bins a histogram declares; other values, and none, are two bins more. */
const binsDeclared = ({ bins, levels }: Cut): number => (bins === null ? levels!.length : bins.length + 1);

/** The counts of the bins that take part: of total variation all of them, those that the policy leaves out with nobody. */
export function countsTaken(counts: readonly number[], member: Compared): readonly number[] {
  const declared = binsDeclared(member);
  if (member.distance !== 'tv') return counts.slice(0, declared);
  return counts.length === declared ? [...counts, 0, 0] : counts;
}

/** The largest distance that any people can be away from a reference. */
function furthest({ distance, bins }: Compared, shares: readonly number[]): number {
  if (distance === 'tv') return 1 - Math.min(...shares);
  if (distance === 'ks') return 1 - Math.min(shares[0]!, shares.at(-1)!);
  const mean = positionsOf(bins!).reduce((sum, position, b) => sum + shares[b]! * position, 0);
  return Math.max(mean, 1 - mean);
}

/**
 * What is wrong with the size of a declared reference: its own error, which widens the tolerance, may leave nothing that could be found, so that the
 * histogram would never be watched; or that error is more than the tolerance, so that the tolerance says little of what is found.
 *
 * @param what the histogram in words, such as `inputs.income`
 */
export function sizeMistakes(
  member: Compared & { readonly tolerance: number },
  {
    counts,
    what,
    path,
  }: { readonly counts: readonly number[]; readonly what: string; readonly path: readonly string[] },
): DriftMistake[] {
  const { distance, tolerance } = member;
  const taken = countsTaken(counts, member);
  const people = taken.reduce((sum, count) => sum + count, 0);
  const errorOf = (n: number): number => samplingErrorOf(DISTANCES[distance], taken.length, n, REFERENCE_RISK);
  const error = errorOf(people);
  const most = furthest(
    member,
    taken.map((count) => count / people),
  );
  const size = `the reference of ${what} counts ${people}, and a sample of so many may be ${shown(Math.min(error, 1))} away from what it was drawn from`;
  // The error falls with the root of the number of people.
  const enough = Math.ceil((errorOf(1) / tolerance) ** 2);
  const remedy =
    error > tolerance
      ? `Count at least ${enough}, which brings that down to the tolerance of ${tolerance}, or declare a larger tolerance${distance === 'tv' ? ' or fewer bins' : ''}.`
      : 'Write a smaller tolerance.';
  if (tolerance + error >= most)
    return [
      {
        path,
        message: `${size}: with the tolerance of ${tolerance} nothing could be found, because nobody is further from it than ${shown(most)}`,
        remedy,
      },
    ];
  if (error <= tolerance) return [];
  return [
    {
      path,
      message: `${size}, more than the tolerance: only what is beyond ${shown(tolerance + error)} is found`,
      remedy,
      severity: 'warning',
    },
  ];
}

/** Counts of so few people that they may be recognised, in a file that is read by whoever may see what is watched. */
export function fewMistakes(
  counts: readonly number[],
  { what, path }: { readonly what: string; readonly path: readonly string[] },
): DriftMistake[] {
  const few = counts.filter(isOfFew);
  if (few.length === 0) return [];
  return [
    {
      path,
      message: `the reference of ${what} counts fewer than ${LEAST_CELL} people in ${counted(few.length, 'bin')}, who may be recognised`,
      remedy: `Join bins until each has nobody or at least ${LEAST_CELL}. Until then the service leaves these counts out for callers who may see no person.`,
      severity: 'warning',
    },
  ];
}

const shown = (distance: number): string => distance.toFixed(distance < 0.1 ? 3 : 2);
