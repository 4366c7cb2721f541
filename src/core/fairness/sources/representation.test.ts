import { describe, expect, it } from 'vitest';
import { judgeMeasured, representation } from './index.js';

const judge = (minRatio: number, n: number, total: number, share: number) =>
  judgeMeasured(representation([{ group: { sex: 'Female' }, share, n }], { total, minRatio }), {
    allowed: { min: minRatio },
    level: 0.95,
    smallGroups: 'inconclusive',
  });

describe('representation', () => {
  it('is the share in the data over the share in the population, with the people who are missing', () => {
    const [one] = representation([{ group: { sex: 'Female' }, share: 0.5, n: 200 }], { total: 1000, minRatio: 0.8 });
    expect(one).toMatchObject({ value: 0.2, referenceValue: 0.5, estimate: 0.4 });
    // (0.5 * 1000 - 200) / 0.5 = 600: then 800 of 1,600. (0.4 * 1000 - 200) / 0.6 = 333.3: then 534 of 1,334.
    expect(one!.facts).toEqual({ missingToShare: 600, missingToBound: 334 });
  });

  it('misses as many people as must be added one by one, in the COMPAS sample', () => {
    // Counted upwards until (31 + k) / (6172 + k) is 0.032, and 0.8 times that; scipy.stats.binomtest(31, 6172).proportion_ci(0.99) over 0.032.
    const [asian] = representation([{ group: { race: 'Asian' }, share: 0.032, n: 31 }], { total: 6172, minRatio: 0.8 });
    expect(asian!.facts).toEqual({ missingToShare: 173, missingToBound: 131 });
    expect(asian!.interval(0.99)!.lower).toBeCloseTo(0.09392952126665417, 8);
    expect(asian!.interval(0.99)!.upper).toBeCloseTo(0.24490950005474557, 8);
  });

  it('has the interval of Clopper and Pearson, over the share', () => {
    // scipy.stats.binomtest(200, 1000).proportion_ci(0.95): 0.175621, 0.226162
    const ends = representation([{ group: {}, share: 0.5, n: 200 }], { total: 1000, minRatio: 0.8 })[0]!.interval(
      0.95,
    )!;
    expect(ends.lower).toBeCloseTo(0.17562105 / 0.5, 5);
    expect(ends.upper).toBeCloseTo(0.22615 / 0.5, 4);
  });

  it('fails, passes and stays open by its interval', () => {
    expect(judge(0.8, 200, 1000, 0.5).verdict).toBe('fail');
    expect(judge(0.8, 500, 1000, 0.5).verdict).toBe('pass');
    expect(judge(0.8, 400, 1000, 0.5).verdict).toBe('inconclusive');
  });

  it('judges a group that is not in the data at all, by how many people there are', () => {
    expect(judge(0.8, 0, 1000, 0.01).verdict).toBe('fail');
    expect(judge(0.8, 0, 100, 0.01).verdict).toBe('inconclusive');
  });

  it('is undefined without people, and never passes then', () => {
    const { verdict, findings } = judge(0.8, 0, 0, 0.5);
    expect(verdict).toBe('inconclusive');
    expect(findings[0]).toMatchObject({
      estimate: null,
      status: 'undefined',
      lower: null,
      facts: { missingToShare: 0 },
    });
  });

  it('misses no number of people where the group is the whole population', () => {
    expect(representation([{ group: {}, share: 1, n: 5 }], { total: 10, minRatio: 0.8 })[0]!.facts).toEqual({
      missingToShare: null,
      missingToBound: 15,
    });
  });
});
