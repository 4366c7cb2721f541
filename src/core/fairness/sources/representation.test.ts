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
