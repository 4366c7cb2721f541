import { describe, expect, it } from 'vitest';
import { blackBoxModel, matrixFromRows } from '../../models/index.js';
import { flipRate } from './flip.js';

/** Accepted from 0.5: income counts, and group 1 has a bonus; area is what people of group 1 mostly have as 1. */
const model = (bonus: number, areaBonus = 0, acceptsMissing = false) =>
  blackBoxModel({
    format: 'test',
    features: ['group', 'area', 'income'].map((name) => ({ name })),
    numOutputs: 1,
    link: 'identity',
    acceptsMissing,
    predictRaw: ({ data, rows, columns }) =>
      Float64Array.from(
        { length: rows },
        (_, r) =>
          data[r * columns + 2]! + bonus * (data[r * columns]! || 0) + areaBonus * (data[r * columns + 1]! || 0),
      ),
    toLinked: (raw) => raw,
  });
const people = matrixFromRows([
  [0, 0, 0.2],
  [0, 0, 0.45],
  [0, 0, 0.7],
  [1, 1, 0.2],
  [1, 1, 0.45],
  [1, 1, 0.7],
]);
const decision = { cutoff: 0.5 };

describe('the share of decisions that change with the protected input', () => {
  it('is none where the model does not use it, and counts who would gain and lose where it does', () => {
    expect(flipRate(model(0), people, { inputs: ['group'], decision })).toMatchObject({
      changed: 0,
      rate: { estimate: 0 },
    });
    const flip = flipRate(model(0.1), people, { inputs: ['group'], decision });
    // Only the two with 0.45 stand so near the cutoff: one would gain the bonus, one would lose it.
    expect(flip).toMatchObject({ changed: 2, wouldGain: 1, wouldLose: 1, alternatives: 2 });
    expect(flip.rate).toMatchObject({ estimate: 1 / 3, n: 6, method: 'clopper-pearson' });
    // scipy.stats.binomtest(2, 6).proportion_ci(0.95, 'exact')
    expect(flip.rate.lower).toBeCloseTo(0.043271868292889565, 12);
    expect(flip.rate.upper).toBeCloseTo(0.7772219044964505, 12);
  });

  it('follows a declared proxy, which the attribute alone hides', () => {
    expect(flipRate(model(0, 0.1), people, { inputs: ['group'], decision }).changed).toBe(0);
    expect(flipRate(model(0, 0.1), people, { inputs: ['group', 'area'], decision }).changed).toBe(2);
  });

  it('tries only combinations that people have, and only those of another protected value', () => {
    const mixed = matrixFromRows([...[0, 1, 2].map((i) => [0, i, 0.45]), [1, 1, 0.7]]);
    const flip = flipRate(model(0, 0.1), mixed, { inputs: ['group', 'area'], decision });
    // The only other value is group 1 with area 1: the person of area 0 gains, and nobody else changes.
    expect(flip).toMatchObject({ alternatives: 4, changed: 1, wouldGain: 1 });
  });

  it('counts people without a protected value apart: missing is no group, and nobody stands in for it', () => {
    const some = matrixFromRows([
      ...Array.from({ length: 6 }, (_, r) => [...people.data.slice(r * 3, r * 3 + 3)]),
      [Number.NaN, 0, 0.45],
    ]);
    const known = flipRate(model(0.1), people, { inputs: ['group'], decision });
    expect(flipRate(model(0.1, 0, true), some, { inputs: ['group'], decision })).toEqual({ ...known, unknown: 1 });
    const nobody = matrixFromRows([[Number.NaN, 0, 0.2]]);
    expect(() => flipRate(model(0, 0, true), nobody, { inputs: ['group'], decision })).toThrow('nobody has a value');
  });

  it('keeps a missing proxy among the values that others have', () => {
    const some = matrixFromRows([
      [0, Number.NaN, 0.45],
      [1, 1, 0.45],
    ]);
    expect(flipRate(model(0, 0.1, true), some, { inputs: ['group', 'area'], decision })).toMatchObject({
      changed: 2,
      alternatives: 2,
      unknown: 0,
    });
  });

  it('takes 0 and -0 for one group', () => {
    const zeros = matrixFromRows([
      [0, 0, 0.45],
      [-0, 0, 0.45],
    ]);
    expect(() => flipRate(model(0.1), zeros, { inputs: ['group'], decision })).toThrow('everybody has the same value');
    const mixed = matrixFromRows([
      [0, 0, 0.45],
      [-0, -0, 0.45],
      [1, 1, 0.7],
    ]);
    expect(flipRate(model(0.1), mixed, { inputs: ['group', 'area'], decision }).alternatives).toBe(2);
  });

  it('gives nobody another sign of 0 as another group', () => {
    const bySign = blackBoxModel({
      format: 'test',
      features: [{ name: 'group' }],
      numOutputs: 1,
      link: 'identity',
      acceptsMissing: false,
      predictRaw: ({ data }) => Float64Array.from(data, (value) => (Object.is(value, -0) ? 1 : 0)),
      toLinked: (raw) => raw,
    });
    const signed = matrixFromRows([[0], [-0], [1]]);
    // Only the person of -0, whom the model accepts, has another decision as group 1; one of 0 has none as -0.
    expect(flipRate(bySign, signed, { inputs: ['group'], decision })).toMatchObject({ changed: 1, wouldLose: 1 });
  });

  it.each([
    [['grup'], 'the model has no input "grup"'],
    [[], 'the inputs to change are none'],
    [['group', 'group'], 'one of them twice'],
  ])('%j is refused', (inputs, said) => {
    expect(() => flipRate(model(0), people, { inputs, decision })).toThrow(said);
  });

  it('says where nobody has another value, and where there are too many', () => {
    const alike = matrixFromRows([
      [1, 0, 0.2],
      [1, 1, 0.3],
    ]);
    expect(() => flipRate(model(0), alike, { inputs: ['group'], decision })).toThrow('everybody has the same value');
    const many = matrixFromRows(Array.from({ length: 201 }, (_, i) => [i, 0, 0.2]));
    expect(() => flipRate(model(0), many, { inputs: ['group'], decision })).toThrow('more than 200 combinations');
  });
});
