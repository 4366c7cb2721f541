import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fisherGreater } from '../../../stats/hypothesis/fisher.js';
import { greaterProportionTest } from '../../../stats/hypothesis/index.js';
import { pooledZ } from '../../../stats/hypothesis/pooled-z.js';
import { brunnerMunzel, kruskalWallis } from '../../../stats/index.js';
import { normalCdf } from '../../../stats/special/normal.js';
import { asDistribution } from './groups.js';
import {
  compareGradeShift,
  gradeShift,
  meanRanks,
  type OrderedGroup,
  orderedGroups,
  orderedTally,
  rankPreservation,
} from './index.js';
import { logitInterval, superiority } from './superiority.js';

interface Pair {
  readonly a: number[];
  readonly b: number[];
  readonly superiority: number;
  readonly standardError: number;
  readonly t: number;
  readonly df: number;
  readonly pValue: number;
  readonly logit: [number, number];
  readonly mannWhitneyP: number;
  readonly kruskal: [number, number];
  readonly cuts: { fisherGreater: number; fisherLess: number; zGreater: number | null }[];
  readonly welchP: number;
  readonly welch: [number, number];
  readonly mean: [number, number, number];
}
type Cell = [school: string, sex: string, label: number, level: number, people: number];
type Figures = Record<'pairsAcross' | 'pairsWithin' | 'turnedAcross' | 'turnedWithin' | 'capped' | 'people', number>;
const file = resolve(import.meta.dirname, '../testdata/ordered.json');
const reference = JSON.parse(readFileSync(file, 'utf8')) as {
  pairs: Pair[];
  three: { groups: number[][]; kruskal: [number, number]; meanRanks: number[] };
  grades: { levels: string[]; cells: Cell[]; figures: Record<'F' | 'M', Figures> };
};

/** Closeness relative to 1e-9, absolute next to 0. */
const near = (ours: number | null, theirs: number) =>
  expect(Math.abs(ours! - theirs)).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(theirs), 1e-3));

const groupOf = (counts: number[]): OrderedGroup => {
  const levels = counts.map((_, i) => `level ${i}`);
  const spec = { policyDigest: '', attributes: [], levels, favourable: 'higher' } as const;
  // The label is the first level, so that the shift is the level itself.
  const rows = counts.map((people, i) => ({ values: [], level: levels[i]!, label: levels[0]!, people }));
  return orderedGroups(orderedTally(spec, rows), [])[0]!;
};

describe('ordered outcomes equal scipy and statsmodels to 1e-9', () => {
  it.each(reference.pairs)('$a against $b', (pair) => {
    const [a, b] = [groupOf(pair.a), groupOf(pair.b)];
    const ours = superiority(a, b);
    near(ours.estimate, pair.superiority);
    near(ours.pValue, ours.test === 'brunner-munzel' ? pair.pValue : Math.max(pair.pValue, pair.mannWhitneyP));
    near(ours.mannWhitney!.pValue, pair.mannWhitneyP);
    const test = brunnerMunzel(asDistribution(pair.a), asDistribution(pair.b))!;
    near(test.standardError, pair.standardError);
    near(Math.abs(test.t), pair.t);
    near(test.degreesOfFreedom, pair.df);
    const interval = logitInterval(test.superiority, test, 0.95)!;
    near(interval.lower, pair.logit[0]);
    near(interval.upper, pair.logit[1]);
    if (ours.test === 'brunner-munzel') expect(ours.lower).toBe(interval.lower);
    const { statistic, pValue } = kruskalWallis([pair.a, pair.b])!;
    near(statistic, pair.kruskal[0]);
    near(pValue, pair.kruskal[1]);
    const shift = compareGradeShift(a, b);
    const { mean } = gradeShift(a);
    near(mean.estimate, pair.mean[0]);
    if (mean.method === 'student t') {
      near(mean.lower, pair.mean[1]);
      near(mean.upper, pair.mean[2]);
    }
    expect(shift.test === null).toBe(shift.method !== 'welch');
    if (shift.method !== 'welch') return;
    near(shift.pValue, pair.welchP);
    near(shift.lower, pair.welch[0]);
    near(shift.upper, pair.welch[1]);
  });

  it.each(reference.pairs)('one-sided tests of $a against $b at each cut', (pair) => {
    pair.cuts.forEach((cut, i) => {
      const above = (counts: number[]) => ({
        successes: counts.slice(i + 1).reduce((sum, count) => sum + count, 0),
        n: counts.reduce((sum, count) => sum + count, 0),
      });
      const [a, b] = [above(pair.a), above(pair.b)];
      near(fisherGreater(a, b), cut.fisherGreater);
      near(fisherGreater(b, a), cut.fisherLess);
      const z = pooledZ(a, b);
      if (cut.zGreater === null) expect(z).toBeNull();
      else near(normalCdf(-z!.z), cut.zGreater);
      const chosen = greaterProportionTest(a, b);
      near(chosen.pValue, chosen.test === 'one-sided fisher exact' ? cut.fisherGreater : cut.zGreater!);
    });
  });

  it('mean ranks and the test over three groups, one of them small', () => {
    const found = meanRanks(reference.three.groups.map(groupOf));
    near(found.kruskalWallis!.statistic, reference.three.kruskal[0]);
    near(found.kruskalWallis!.pValue, reference.three.kruskal[1]);
    found.groups.forEach((group, g) => {
      near(group.meanRank, reference.three.meanRanks[g]!);
    });
  });

  it('pairs turned round in the replay of grades by the history of the school, counted one by one', () => {
    const { levels, cells, figures } = reference.grades;
    const spec = { policyDigest: '', attributes: ['school', 'sex'], levels, favourable: 'higher' } as const;
    const rows = cells.map(([school, sex, label, level, people]) => ({
      values: [school, sex],
      label: levels[label]!,
      level: levels[level]!,
      people,
    }));
    const groups = rankPreservation(orderedTally(spec, rows), { institution: 'school', by: ['sex'], replicates: 20 });
    for (const group of groups) {
      const theirs = figures[group.key.sex as 'F' | 'M'];
      expect(group).toMatchObject({
        people: theirs.people,
        pairsAcross: theirs.pairsAcross,
        pairsWithin: theirs.pairsWithin,
      });
      near(group.turnedAcross.estimate, theirs.turnedAcross);
      near(group.turnedWithin.estimate, theirs.turnedWithin);
      near(group.capped.estimate, theirs.capped);
    }
  });
});
