/** Decimals of an everyday share in per cent, unless its place has room for fewer. */
const DECIMALS = 1;
/** Digits that tell a share from none or from all where fewer would not. */
const TELLING_DIGITS = 2;
/** Most decimals that a double tells apart near 100. */
const MOST_DECIMALS = 14;

/**
 * A share in per cent: one decimal, or as many as some need who are not nobody, and nearly all who are not all. Only 0 is `0 %`, only 1 is `100 %`.
 *
 * @param share 0..1, or its negative
 * @param decimals of a share that is near neither end
 * @example percentText(3 / 100_000) // '0.003 %'; percentText(0.331) is '33.1 %'
 */
export function percentText(share: number, decimals = DECIMALS): string {
  const percent = Math.abs(share) * 100;
  const sign = share < 0 ? '-' : '';
  return `${sign}${percent > 0 && percent < 100 ? between(percent, decimals) : Number(percent.toFixed(decimals))} %`;
}

/** Digits of a per cent that is neither 0 nor 100 and must look like neither. */
function between(percent: number, decimals: number): number {
  const short = Number(percent.toFixed(decimals));
  if (short === 0 || percent < 10 ** -decimals) return Number(percent.toPrecision(TELLING_DIGITS));
  if (short < 100) return short;
  const telling = TELLING_DIGITS - 1 - Math.floor(Math.log10(100 - percent));
  return Number(percent.toFixed(Math.min(MOST_DECIMALS, telling)));
}
