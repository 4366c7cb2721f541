/** 2^44: half of the 88 bits that the largest term of a sum needs (limits.ts), well inside a 64-bit integer. */
const HALF = 17_592_186_044_416;

/**
 * Exact decimal of a double, from two 64-bit halves. Engines whose decimal type reads a double from its printed form (PostgreSQL's
 * float8::numeric keeps 15 digits, Spark's 17) would lose the last bits otherwise. The halves are exact: dividing by a power of two and
 * taking the floor loses nothing, and the rest fits the mantissa.
 */
export function wideByHalves(double: string, wide: string, bigint: string): string {
  const high = `floor((${double}) / ${HALF}e0)`;
  const scale = `CAST(${HALF} AS ${wide})`;
  return `(CAST(CAST(${high} AS ${bigint}) AS ${wide}) * ${scale} + CAST(CAST((${double}) - ${high} * ${HALF}e0 AS ${bigint}) AS ${wide}))`;
}
