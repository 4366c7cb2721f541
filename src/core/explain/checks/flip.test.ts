import { describe, expect, it } from 'vitest';
import { blackBoxModel, matrixFromRows } from '../../models/index.js';
import { flipRate } from './flip.js';

/** Accepted from 0.5: income counts, and group 1 has a bonus; area is what people of group 1 mostly have as 1. */
const model = (bonus: number, areaBonus = 0) =>
  blackBoxModel({
    format: 'test',
    features: ['group', 'area', 'income'].map((name) => ({ name })),
    numOutputs: 1,
    link: 'identity',
    acceptsMissing: false,
    predictRaw: ({ data, rows, columns }) =>
      Float64Array.from(
        { length: rows },
        (_, r) => data[r * columns + 2]! + bonus * data[r * columns]! + areaBonus * data[r * columns + 1]!,
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
