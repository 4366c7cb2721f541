import { OTHER_VALUES } from '../../monitor/index.js';
import { type At, type Compared, countsBy, isOf, total } from './sides.js';

/** What became of a factor (the version, the cutoff) when the series changed. */
export type Shift =
  | Changed
  /** Decisions are divided among its values as before, but for so few that they are not behind half of the change. */
  | { readonly kind: 'unchanged' }
  /** Too few decisions to say, or they moved among many values of which none grew by much. */
  | { readonly kind: 'not-known' }
  /** The policy does not declare it. */
  | { readonly kind: 'not-declared' };

/** A value that more decisions have than before. */
export interface Changed {
  readonly kind: 'changed';
  readonly value: string;
  readonly before: number;
  readonly after: number;
  /** The first block in which it had half of the share that it has now. */
  readonly firstMs: number;
}

/** Least growth of a share that counts as another version or cutoff, and fewest decisions at either time. */
const LEAST_GROWTH = 0.1;
const LEAST_DECISIONS = 50;

type Is = Parameters<typeof countsBy>[1]['is'];
type Shares = ReadonlyMap<string, number>;

/**
 * Says whether decisions have other values at a place than before.
 *
 * @param most how far decisions of the groups that are compared may have moved, all together, and count as unmoved
 */
export function shiftAt(compared: Compared, place: number, most: number): Shift {
  const everybody = sharesAt(compared, place, () => true);
  if (everybody === null) return { kind: 'not-known' };
  const { before, after } = everybody;
  const key = grownMost(before, after);
  if (key !== null) return changedTo(compared, { place, key, before, after });
  let moved = 0;
  for (const side of compared.sides) {
    const own = sharesAt(compared, place, isOf(compared.watch, side));
    if (own === null) return { kind: 'not-known' };
    moved += totalVariation(own.before, own.after);
  }
  return { kind: moved < Math.min(LEAST_GROWTH, most) ? 'unchanged' : 'not-known' };
}

/** Shares of the values among some people at both times; null where they are too few. */
function sharesAt(
  compared: Compared,
  place: number,
  is: Is,
): { readonly before: Shares; readonly after: Shares } | null {
  const shares = (at: At): Shares | null => {
    const counts = countsBy(compared[at], { is, places: [place] });
    const all = total(counts.values());
    return all < LEAST_DECISIONS ? null : new Map([...counts].map(([key, one]) => [key, total([one]) / all]));
  };
  const [before, after] = [shares('before'), shares('after')];
  return before === null || after === null ? null : { before, after };
}

/** The value whose share grew most; null where none grew by enough. */
function grownMost(before: Shares, after: Shares): string | null {
  let grown: { readonly key: string; readonly growth: number } | null = null;
  for (const [key, share] of after) {
    const growth = share - (before.get(key) ?? untold(before));
    if (isValue(key) && growth >= LEAST_GROWTH && growth > (grown?.growth ?? 0)) grown = { key, growth };
  }
  return grown?.key ?? null;
}

/** Least share of decisions that have another value than before. */
function totalVariation(before: Shares, after: Shares): number {
  let grown = 0;
  for (const [key, share] of after) {
    // What stands for several values may hide any move among them.
    const known = valueIn(key) === OTHER_VALUES ? 0 : (before.get(key) ?? 0);
    grown += Math.max(0, share - known);
  }
  return grown;
}

/** Share of the decisions whose value is not told apart: a value that is told apart later may be among them. */
function untold(shares: Shares): number {
  for (const [key, share] of shares) if (valueIn(key) === OTHER_VALUES) return share;
  return 0;
}

function changedTo(
  { blocks, times }: Compared,
  {
    place,
    key,
    before,
    after,
  }: { readonly place: number; readonly key: string; readonly before: Shares; readonly after: Shares },
): Changed {
  const half = after.get(key)! / 2;
  const first = blocks.find((block) => {
    const decisions = block.decisionsBy([place]);
    const own = decisions.get(key);
    return own !== undefined && own >= half * [...decisions.values()].reduce((sum, one) => sum + one, 0);
  });
  return {
    kind: 'changed',
    value: (JSON.parse(key) as [string])[0],
    before: before.get(key) ?? 0,
    after: after.get(key)!,
    firstMs: first?.startMs ?? times.beginMs,
  };
}

const valueIn = (key: string): string | null => (JSON.parse(key) as [string | null])[0];

/** That a value is missing is no version of anything, and what stands for several values is none of them. */
function isValue(key: string): boolean {
  const value = valueIn(key);
  return value !== null && value !== OTHER_VALUES;
}
