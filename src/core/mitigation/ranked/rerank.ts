import type { GroupKey } from '../../fairness/tally/index.js';
import { checkGroups, type RowGroups, refused } from '../groups/index.js';

/** Least share of each first k that people of a group have. */
export interface LeastShare {
  readonly key: GroupKey;
  /** 0 to 1; of the first k it asks for floor(share x k). */
  readonly share: number;
}

/** A group in the new order. */
export interface RerankedGroup {
  readonly key: GroupKey;
  readonly share: number;
  readonly n: number;
  /** The first k in which fewer than asked for are of it; null where there is none. */
  readonly shortAt: number | null;
}

export interface Reranking {
  /** Rows from the first place to the last. */
  readonly order: Int32Array;
  readonly groups: readonly RerankedGroup[];
  /** People of whom some stands before others with a higher score, and the largest such difference of scores. */
  readonly raised: number;
  readonly largestInversion: number;
}

/** Sums of shares are 1 but for rounding. */
const ROUNDING = 1e-12;

/** Places from the first on that keep the shares unless somebody says otherwise, and at most. */
const FIRST = 1_000;
const MOST_FIRST = 10_000;

/**
 * An order in which, of every first k people, each group has at least its share, rounded down. At each place stands the best person of all
 * with whom every later share can still be kept, so that no place goes to a lower score than it must. Within a group nobody passes anybody.
 * Where a group has too few people, it has all of them and is told short.
 *
 * @param score scores of all rows, the higher the better; the earlier row of equal ones first
 * @param first number of places that keep the shares; default all, up to 1,000. Behind them the order is that of the scores
 * @throws TribuneError INVALID_ARGUMENT for shares that add up to more than 1, of a group that does not occur, or a missing score
 * @example
 * rerank(groups, score, [{ key: { sex: 'f' }, share: 0.4 }]).order; // Int32Array [4, 0, 2, ...]
 */
export function rerank(
  groups: RowGroups,
  score: Float64Array,
  shares: readonly LeastShare[],
  first = Math.min(score.length, FIRST),
): Reranking {
  checkGroups(groups, score.length);
  if (!(Number.isInteger(first) && first >= 0 && first <= Math.min(score.length, MOST_FIRST)))
    throw refused(
      `the first ${first} of ${score.length} places`,
      `Give a whole number of places, at most ${Math.min(score.length, MOST_FIRST)}.`,
    );
  const least = sharesOf(groups, shares);
  const missing = score.findIndex(Number.isNaN);
  if (missing >= 0) throw refused(`row ${missing} has no score`, 'Leave out who is not ranked.');
  const byScore = Array.from(score.keys()).sort((a, b) => score[b]! - score[a]! || a - b);
  // Whoever is of no group stands in a queue that nothing is asked for.
  const none = groups.keys.length;
  const queueOf = (row: number): number => (groups.codes[row]! < 0 ? none : groups.codes[row]!);
  const queues = Array.from({ length: none + 1 }, (): number[] => []);
  for (const row of byScore) queues[queueOf(row)]!.push(row);
  const needs = (g: number, k: number): number => Math.min(queues[g]!.length, asked(least[g]!, k));
  const placed = new Int32Array(none + 1);
  const canStillKeep = (from: number): boolean => {
    for (let k = from; k <= first; k++) {
      let open = 0;
      for (let g = 0; g < none; g++) open += Math.max(0, needs(g, k) - placed[g]!);
      if (open > k - from) return false;
    }
    return true;
  };
  const order: number[] = [];
  while (order.length < first) {
    const heads = queues.flatMap((queue, g) => (placed[g]! < queue.length ? [queue[placed[g]!]!] : []));
    heads.sort((a, b) => score[b]! - score[a]! || a - b);
    const row = heads.find((one) => {
      placed[queueOf(one)]!++;
      if (canStillKeep(order.length + 1)) return true;
      placed[queueOf(one)]!--;
      return false;
    });
    order.push(row!);
  }
  const before = new Set(order);
  const all = Int32Array.from([...order, ...byScore.filter((row) => !before.has(row))]);
  const shortAt = (g: number): number | null => {
    for (let k = 1; k <= first; k++) if (asked(least[g]!, k) > queues[g]!.length) return k;
    return null;
  };
  return {
    order: all,
    groups: groups.keys.map((key, g) => ({ key, share: least[g]!, n: queues[g]!.length, shortAt: shortAt(g) })),
    ...inversionsOf(all, score),
  };
}

const asked = (share: number, k: number): number => Math.floor(share * k + ROUNDING);

function sharesOf({ keys }: RowGroups, shares: readonly LeastShare[]): Float64Array {
  const least = new Float64Array(keys.length);
  const textOf = (key: GroupKey): string => JSON.stringify(Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1)));
  const texts = keys.map(textOf);
  for (const { key, share } of shares) {
    const g = texts.indexOf(textOf(key));
    if (g < 0)
      throw refused(`no row is of ${JSON.stringify(key)}`, `The groups are: ${texts.slice(0, 20).join(', ')}.`);
    if (!(share >= 0 && share <= 1)) throw refused(`a share of ${share}`, 'Give a number from 0 to 1, such as 0.4.');
    least[g] = share;
  }
  const sum = least.reduce((total, share) => total + share, 0);
  if (sum > 1 + ROUNDING)
    throw refused(`shares that add up to ${sum}`, 'No order keeps them: give shares of at most 1 together.');
  return least;
}

function inversionsOf(order: Int32Array, score: Float64Array): { raised: number; largestInversion: number } {
  let [best, raised, largestInversion] = [Number.NEGATIVE_INFINITY, 0, 0];
  // From the end: whoever stands before somebody with a higher score was raised.
  for (let k = order.length - 1; k >= 0; k--) {
    const own = score[order[k]!]!;
    if (own < best) {
      raised++;
      largestInversion = Math.max(largestInversion, best - own);
    }
    best = Math.max(best, own);
  }
  return { raised, largestInversion };
}
