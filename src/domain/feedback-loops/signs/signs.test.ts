import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGenerator } from '../../../core/stats/index.js';
import { groupShares, type ShownRows, shownConcentration } from './index.js';

const version = (name: string, counts: Readonly<Record<string, number>>) => ({
  version: name,
  groups: new Map(Object.entries(counts)),
});

describe('the shares of groups from version to version', () => {
  it('are told to have shrunk where they did, and of whom they did not', () => {
    const versions = [
      version('v1', { f: 400, m: 600 }),
      version('v2', { f: 330, m: 670 }),
      version('v3', { f: 250, m: 750 }),
    ];
    const [women, men] = groupShares(versions, { by: 0.05, level: 0.05 });
    expect(women).toMatchObject({ group: 'f', shrank: 'holds' });
    expect(women!.versions[2]).toMatchObject({ version: 'v3', people: 250, of: 1000, share: 0.25 });
    // Wilson's interval of 250 of 1,000, of Python's NormalDist.
    expect(women!.versions[2]!.lower).toBeCloseTo(0.22415309898, 9);
    expect(women!.versions[2]!.upper).toBeCloseTo(0.27776028026, 9);
    expect(men).toMatchObject({ group: 'm', shrank: 'does-not-hold', steps: ['does-not-hold', 'does-not-hold'] });
  });

  it('are not known of few people or one version, and a version with nobody is left out', () => {
    const few = [version('v1', { f: 4, m: 6 }), version('empty', {}), version('v2', { f: 3, m: 7 })];
    const [women] = groupShares(few, { by: 0, level: 0.05 });
    expect(women).toMatchObject({ shrank: 'not-known', steps: ['not-known'] });
    expect(women!.versions.map((one) => one.version)).toEqual(['v1', 'v2']);
    expect(groupShares([version('v1', { f: 4 })], { by: 0, level: 0.05 })[0]!.shrank).toBe('not-known');
    // A group that is gone altogether shrank most of all.
    const gone = groupShares([version('v1', { f: 400, m: 600 }), version('v2', { m: 900 })], { by: 0.1, level: 0.05 });
    expect(gone[0]).toMatchObject({ group: 'f', shrank: 'holds' });
  });

  it('add up to one in each version, whatever the groups are called', () => {
    const counts = fc.dictionary(fc.string({ minLength: 1 }), fc.integer({ min: 1, max: 500 }), {
      minKeys: 1,
      maxKeys: 5,
    });
    fc.assert(
      fc.property(fc.array(counts, { minLength: 2, maxLength: 4 }), (all) => {
        const shares = groupShares(
          all.map((one, i) => version(`${i}`, one)),
          { by: 0, level: 0.05 },
        );
        for (let i = 0; i < all.length; i++)
          expect(shares.reduce((sum, { versions }) => sum + versions[i]!.share, 0)).toBeCloseTo(1, 9);
      }),
      { numRuns: 30 },
    );
  });
});

describe('the concentration of what is shown', () => {
  /** Lists of three different items; in the second period mostly the first ones. */
  function rows(lists: number, reach: readonly [number, number]): ShownRows {
    const generator = createGenerator(3);
    const found: [period: number, list: number, item: number][] = [];
    for (const period of [0, 1])
      for (let list = 0; list < lists; list++) {
        const items = new Set<number>();
        while (items.size < 3) items.add(Math.floor(generator.nextUniform() * reach[period]!));
        for (const item of items) found.push([period, lists * period + list, item]);
      }
    const column = (at: 0 | 1 | 2): Float64Array => Float64Array.from(found, (row) => row[at]);
    return { periods: ['a', 'b'], period: column(0), list: column(1), item: column(2), items: 100 };
  }
  const asked = { top: 10, catalogue: 100, level: 0.95 };

  it('is told period by period, with what became of it', () => {
    const { periods, change } = shownConcentration(rows(300, [100, 20]), asked);
    expect(periods).toMatchObject([
      { period: 'a', shown: 900, lists: 300, items: 100 },
      { period: 'b', shown: 900, lists: 300, items: 20 },
    ]);
    // Items shown alike: one over their number.
    for (const [i, items] of [100, 20].entries()) {
      const { herfindahl } = periods[i]!.measures!;
      expect(herfindahl.lower).toBeLessThanOrEqual(1 / items + 1e-9);
      expect(herfindahl.upper).toBeGreaterThanOrEqual(1 / items - 1e-9);
    }
    expect(periods[1]!.measures!.gini.estimate).toBeGreaterThan(0.78);
    expect(change!.herfindahl.lower).toBeGreaterThan(0.03);
    expect(shownConcentration(rows(300, [100, 100]), asked).change!.herfindahl.lower).toBeLessThan(0);
  });

  it('is not known of fewer than ten lists, and has no change of one period', () => {
    const { periods, change } = shownConcentration(rows(9, [100, 20]), asked);
    expect([periods[0]!.measures, change]).toEqual([null, null]);
    const one = rows(50, [100, 100]);
    expect(shownConcentration({ ...one, periods: ['a'] }, asked).change).toBeNull();
  });
});
