import { type ChangeWatch, pairedCounts } from '../../monitor-watches/index.js';

/** Blocks that later ones are compared with, by their start in the order of time; in each what every group counted, by the text of its values. */
export type EarlierBlocks = Map<number, ReadonlyMap<string, Float64Array>>;

interface Counted {
  readonly counted: Float64Array;
}

/**
 * Puts every group of a block beside what it counted the stated time before. What is older is forgotten.
 *
 * @param earlier changed in place
 */
export function besideEarlier<G extends Counted>(
  watch: ChangeWatch,
  earlier: EarlierBlocks,
  { block, fromMs }: { readonly block: ReadonlyMap<string, G>; readonly fromMs: number },
): Map<string, G> {
  const before = earlier.get(fromMs - watch.overMs);
  const paired = new Map<string, G>();
  for (const [key, one] of block)
    paired.set(key, { ...one, counted: pairedCounts(watch, { now: one.counted, before: before?.get(key), fromMs }) });
  for (const startMs of [...earlier.keys()]) if (startMs <= fromMs - watch.overMs) earlier.delete(startMs);
  return paired;
}

/**
 * Keeps a block for the one that will be compared with it: of the groups that are remembered, in the order in which they were met, as many as may be kept. Without that
 * bound a few hundred blocks of thousands of groups would be stored anew with every block, until they are too long for one text.
 *
 * @param earlier changed in place
 */
export function keepBlock(
  earlier: EarlierBlocks,
  {
    block,
    fromMs,
    groups,
    most,
  }: {
    readonly block: ReadonlyMap<string, Counted>;
    readonly fromMs: number;
    readonly groups: ReadonlyMap<string, unknown>;
    readonly most: number;
  },
): void {
  if (block.size === 0) return;
  const kept = new Map<string, Float64Array>();
  for (const key of groups.keys()) {
    const one = block.get(key);
    if (one !== undefined && kept.size < most) kept.set(key, one.counted);
  }
  earlier.set(fromMs, kept);
}

/** As JSON: the start of the block, then of each group its place among those of the watch and its counts. Older programs wrote its values in place of its place. */
export type EarlierBlocksJson = readonly (readonly [
  fromMs: number,
  groups: readonly (readonly [place: number, counted: readonly number[]])[],
])[];

export function earlierJson(earlier: EarlierBlocks, groups: ReadonlyMap<string, unknown>): EarlierBlocksJson {
  const places = new Map([...groups.keys()].map((key, place) => [key, place]));
  return [...earlier].map(([fromMs, kept]) => [
    fromMs,
    [...kept].map(([key, counted]) => [places.get(key)!, [...counted]] as const),
  ]);
}
