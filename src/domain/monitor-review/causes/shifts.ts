import { type At, type Compared, countsBy, total } from './sides.js';

/** A value (a version, a cutoff) that more decisions have than before. */
export interface Shift {
  readonly value: string;
  readonly before: number;
  readonly after: number;
  /** The first block in which it had half of the share that it has now. */
  readonly firstMs: number;
}

/** Least growth of a share that counts as another version or cutoff, and fewest decisions at either time. */
const LEAST_GROWTH = 0.1;
const LEAST_DECISIONS = 50;

/** The value at a place that grew most; null where none did. */
export function shiftAt(compared: Compared, place: number): Shift | null {
  const everybody = { is: () => true, places: [place] };
  const shares = (at: At): Map<string, number> => {
    const counts = countsBy(compared[at], everybody);
    const all = total(counts.values());
    return new Map(all < LEAST_DECISIONS ? [] : [...counts].map(([key, one]) => [key, total([one]) / all]));
  };
  const [before, after] = [shares('before'), shares('after')];
  if (before.size === 0) return null;
  let grown: { readonly key: string; readonly growth: number } | null = null;
  for (const [key, share] of after) {
    const growth = share - (before.get(key) ?? 0);
    if (isValue(key) && growth >= LEAST_GROWTH && growth > (grown?.growth ?? 0)) grown = { key, growth };
  }
  if (grown === null) return null;
  const { key } = grown;
  const half = after.get(key)! / 2;
  const first = compared.blocks.find(({ pane }) => {
    const counts = countsBy(pane, everybody);
    const own = counts.get(key);
    return own !== undefined && total([own]) >= half * total(counts.values());
  });
  return {
    value: (JSON.parse(key) as [string])[0],
    before: before.get(key) ?? 0,
    after: after.get(key)!,
    firstMs: first?.startMs ?? compared.times.beginMs,
  };
}

/** That a value is missing is no version of anything. */
const isValue = (key: string): boolean => (JSON.parse(key) as [string | null])[0] !== null;
