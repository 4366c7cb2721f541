import { describe, expect, it } from 'vitest';
import { blackBoxModel, matrixFromRows } from '../../models/index.js';
import { explain } from '../attribution/explain.js';

/** Scores that differ in the last bits of a 32-bit number with the rows around them, as a batched runtime gives them. */
const batched = (arithmetic?: 'float32') =>
  blackBoxModel({
    format: 'remote',
    features: [{ name: 'a' }, { name: 'b' }],
    link: 'identity',
    numOutputs: 1,
    acceptsMissing: false,
    ...(arithmetic === undefined ? {} : { arithmetic }),
    predictRaw: (rows) =>
      Float64Array.from({ length: rows.rows }, (_, r) => {
        const sum = rows.data[2 * r]! + rows.data[2 * r + 1]!;
        return sum * (1 + (rows.rows % 2) * 2 ** -24);
      }),
    toLinked: (raw) => raw,
  });

describe('a model that computes in 32-bit numbers', () => {
  const rows = matrixFromRows([[3, 4]]);
  const options = {
    method: 'exact',
    background: matrixFromRows([
      [0, 1],
      [1, 0],
      [2, 5],
    ]),
  } as const;

  it('is explained to its own precision, and the error is told', () => {
    const { additivityError } = explain(batched('float32'), rows, options);
    expect(additivityError[0]).toBeLessThan(1e-5);
    expect(additivityError[0]).toBeGreaterThan(1e-8);
  });

  it('is the exception: any other model must add up to 1e-8', () => {
    expect(() => explain(batched(), rows, options)).toThrow(/values sum to/);
  });
});
