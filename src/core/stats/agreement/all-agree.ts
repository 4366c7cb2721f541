import { wilson } from '../proportion/wilson.js';

/**
 * Lower end of the interval of an agreement where everybody gave the same answer to each unit. The usual intervals then shrink to the point 1, however
 * few units there are; here the share of units that may be in full disagreement is that beyond Wilson's interval of the share that agrees.
 *
 * @param disagreement by how much the agreement falls for a share 1 of units in full disagreement: the greatest distance over the expected one
 * @example lowerWhereAllAgree({ n: 2, level: 0.95, disagreement: 2 }) // -0.315…
 */
export function lowerWhereAllAgree({
  n,
  level,
  disagreement,
}: {
  readonly n: number;
  readonly level: number;
  readonly disagreement: number;
}): number {
  const { lower } = wilson({ successes: n, n }, level)!;
  return Math.max(-1, 1 - (1 - lower) * disagreement);
}
