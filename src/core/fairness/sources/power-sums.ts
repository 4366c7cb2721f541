/** Number of people and sums of the first four powers of a scaled value. */
export type PowerSums = readonly [n: number, s1: number, s2: number, s3: number, s4: number];

/** Sums of powers about a centre, from those about 0: binomial expansion. */
export function centralSums([n, s1, s2, s3, s4]: PowerSums, c: number): { m2: number; m3: number; m4: number } {
  return {
    m2: s2 - 2 * c * s1 + c * c * n,
    m3: s3 - 3 * c * s2 + 3 * c * c * s1 - c * c * c * n,
    m4: s4 - 4 * c * s3 + 6 * c * c * s2 - 4 * c ** 3 * s1 + c ** 4 * n,
  };
}

export const addPowers = (a: PowerSums, b: PowerSums): PowerSums => [
  a[0] + b[0],
  a[1] + b[1],
  a[2] + b[2],
  a[3] + b[3],
  a[4] + b[4],
];
