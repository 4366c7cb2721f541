/** Most decimals: doubles have at most 17 significant digits, and 10^22 is the largest power of ten that is exact. */
const MAX_DECIMALS = 22;

/** The decimal with the fewest digits after the point within [lower, upper]; `fallback` when none with up to 22 digits lies there. */
export function shortestDecimal(lower: number, upper: number, fallback: number): number {
  for (let digits = 0; digits <= MAX_DECIMALS; digits++) {
    const power = 10 ** digits;
    const value = Math.ceil(lower * power) / power;
    if (value >= lower && value <= upper) return value === 0 ? 0 : value;
  }
  return fallback;
}

const buffer = new DataView(new ArrayBuffer(8));

/** The next double above x. */
export function nextDouble(x: number): number {
  if (!Number.isFinite(x)) return x;
  if (x === 0) return Number.MIN_VALUE;
  buffer.setFloat64(0, x);
  buffer.setBigInt64(0, buffer.getBigInt64(0) + (x > 0 ? 1n : -1n));
  return buffer.getFloat64(0);
}

/** The next float32 above a float32 x. */
export function nextFloat(x: number): number {
  if (!Number.isFinite(x)) return x;
  if (x === 0) return 2 ** -149;
  buffer.setFloat32(0, x);
  buffer.setInt32(0, buffer.getInt32(0) + (x > 0 ? 1 : -1));
  return buffer.getFloat32(0);
}

/** The largest number of the precision that is at most x. */
export function floorTo(x: number, float32: boolean): number {
  if (!float32) return x;
  const near = Math.fround(x);
  return near <= x ? near : -nextFloat(-near);
}

/** The next number of the precision above x, itself of that precision. */
export const above = (x: number, float32: boolean): number => (float32 ? nextFloat(x) : nextDouble(x));
/** The next number of the precision below x. */
export const below = (x: number, float32: boolean): number => -above(-x, float32);
