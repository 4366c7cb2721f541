/** A column as a sum of inputs: offset + sum of slope x input. */
export interface Affine {
  readonly slopes: ReadonlyMap<number, number>;
  readonly offset: number;
}

export const inputItself = (feature: number): Affine => ({ slopes: new Map([[feature, 1]]), offset: 0 });

/** Whether the column is the input at its own place, unchanged. */
export const isInput = ({ slopes, offset }: Affine, feature: number): boolean =>
  offset === 0 && slopes.size === 1 && slopes.get(feature) === 1;

const mapped = ({ slopes, offset }: Affine, of: (number: number) => number): Affine => ({
  slopes: new Map(Array.from(slopes, ([feature, slope]) => [feature, of(slope)])),
  offset: of(offset),
});

export const timesNumber = (affine: Affine, by: number): Affine => mapped(affine, (number) => number * by);
export const dividedBy = (affine: Affine, by: number): Affine => mapped(affine, (number) => number / by);
export const plusNumber = (affine: Affine, shift: number): Affine => ({ ...affine, offset: affine.offset + shift });

/** The sum of columns with weights. */
export function weightedSum(parts: readonly Affine[], weights: ArrayLike<number>): Affine {
  const slopes = new Map<number, number>();
  let offset = 0;
  parts.forEach((part, c) => {
    for (const [feature, slope] of part.slopes) slopes.set(feature, (slopes.get(feature) ?? 0) + slope * weights[c]!);
    offset += part.offset * weights[c]!;
  });
  return { slopes, offset };
}
