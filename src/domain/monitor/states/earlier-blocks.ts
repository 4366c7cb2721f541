import type { CellValues } from '../../monitor-panes/index.js';
import { type ChangeWatch, pairedCounts } from '../../monitor-watches/index.js';

/** What a group counted in a block that something is compared with later. */
export interface EarlierGroup {
  readonly values: CellValues;
  readonly counted: Float64Array;
}

/** Blocks that later ones are compared with, by their start in the order of time; in each the groups by the text of their values. */
export type EarlierBlocks = Map<number, ReadonlyMap<string, EarlierGroup>>;

/**
 * Puts every group of a block beside what it counted the stated time before, and keeps the block for the one that will be compared with it. What is older is forgotten.
 *
 * @param earlier changed in place
 */
export function besideEarlier<G extends EarlierGroup>(
  watch: ChangeWatch,
  earlier: EarlierBlocks,
  { block, fromMs }: { readonly block: ReadonlyMap<string, G>; readonly fromMs: number },
): Map<string, G> {
  const before = earlier.get(fromMs - watch.overMs);
  const paired = new Map<string, G>();
  for (const [key, one] of block)
    paired.set(key, {
      ...one,
      counted: pairedCounts(watch, { now: one.counted, before: before?.get(key)?.counted, fromMs }),
    });
  for (const startMs of [...earlier.keys()]) if (startMs <= fromMs - watch.overMs) earlier.delete(startMs);
  if (block.size > 0)
    earlier.set(fromMs, new Map([...block].map(([key, { values, counted }]) => [key, { values, counted }])));
  return paired;
}

/** As JSON: the start of the block, then of each group its values and its counts. */
export type EarlierBlocksJson = readonly (readonly [
  fromMs: number,
  groups: readonly (readonly [values: CellValues, counted: readonly number[]])[],
])[];

export const earlierJson = (earlier: EarlierBlocks): EarlierBlocksJson =>
  [...earlier].map(([fromMs, groups]) => [
    fromMs,
    [...groups.values()].map(({ values, counted }) => [values, [...counted]] as const),
  ]);
