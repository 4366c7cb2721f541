import { clopperPearson, type Proportion } from '../../stats/index.js';
import {
  breslowDay,
  cochranMantelHaenszel,
  type Stratum,
  standardizedRates,
  stratifiedDifference,
  stratifiedRatio,
} from '../../stats/strata/index.js';
import { trustedCells } from './comparison.js';
import type { PairFrame, StandardizedSide, StratumMeasure } from './given.js';
import type { JointEvidence } from './subject.js';

/** Rates within strata: their gap has the score interval over strata. */
export const RATES_WITHIN: StratumMeasure<Proportion> = {
  nobody: { successes: 0, n: 0 },
  peopleOf: ({ n }) => n,
  pooled: sumOf,
  isUsable: ({ a, b }) => a.n > 0 && b.n > 0,
  standardized: standardizedSides,
  part(rate, { level }) {
    const span = clopperPearson(rate, level);
    return {
      estimate: rate.successes / rate.n,
      lower: span?.lower ?? null,
      upper: span?.upper ?? null,
      size: rate.nEff ?? rate.n,
    };
  },
  described(tables, usable) {
    const test = breslowDay(usable);
    const rate = ({ successes, n }: Proportion) => ({ rate: n > 0 ? successes / n : null, n });
    return {
      homogeneity:
        test === null
          ? null
          : { statistic: test.statistic, degreesOfFreedom: test.degreesOfFreedom, pValue: test.pValue },
      rates: tables.map(({ stratum, a, b }) => ({ stratum, group: rate(a), reference: rate(b) })),
    };
  },
};

function sumOf(rates: readonly Proportion[]): Proportion {
  const [successes, n] = [
    rates.reduce((sum, rate) => sum + rate.successes, 0),
    rates.reduce((sum, rate) => sum + rate.n, 0),
  ];
  const nEff = rates.reduce((sum, rate) => sum + (rate.nEff ?? rate.n), 0);
  return rates.some((rate) => rate.nEff !== undefined) ? { successes, n, nEff } : { successes, n };
}

function standardizedSides(usable: readonly Stratum[], frame: PairFrame) {
  const rates = standardizedRates(usable);
  const joint = jointOf(usable, frame);
  const side = (of: 'a' | 'b'): StandardizedSide => {
    const sizes = usable.map((stratum) => stratum[of]);
    const value = rates === null ? null : rates[of];
    return {
      value,
      n: sizes.reduce((sum, rate) => sum + rate.n, 0),
      size: sizes.reduce((sum, rate) => sum + (rate.nEff ?? rate.n), 0),
      evidence: { kind: 'limits', value, at: () => null, method: 'stratified', joint, ...hindranceOf(usable) },
    };
  };
  return { a: side('a'), b: side('b') };
}

const hindranceOf = (usable: readonly Stratum[]): { hindrance?: string } => {
  if (usable.length === 0) return { hindrance: 'no stratum has people of both groups' };
  const least = smallestCell(usable);
  const few = trustedCells(1);
  return least < few
    ? { hindrance: `one of the groups has only ${least} of one kind of outcome in all strata, fewer than ${few}` }
    : {};
};

/** The smallest number of people of one kind that either group has in all strata together. */
function smallestCell(usable: readonly Stratum[]): number {
  const cells = (['a', 'b'] as const).flatMap((of) => {
    const ratio = (rate: Proportion) => (rate.nEff ?? rate.n) / rate.n;
    const successes = usable.reduce((sum, stratum) => sum + stratum[of].successes * ratio(stratum[of]), 0);
    const people = usable.reduce((sum, stratum) => sum + (stratum[of].nEff ?? stratum[of].n), 0);
    return [successes, people - successes];
  });
  return Math.max(0, Math.min(...cells));
}

/** A score interval needs some people of each kind, more where it allows for many comparisons; there is no exact count over strata to ask. */
function jointOf(usable: readonly Stratum[], frame: PairFrame): JointEvidence {
  const { compare, comparisons, level: plain } = frame;
  const least = smallestCell(usable);
  const interval = (level: number) => {
    if (least < trustedCells(level > plain ? comparisons : 1)) return null;
    return compare === 'difference' ? stratifiedDifference(usable, level) : stratifiedRatio(usable, level);
  };
  return {
    interval,
    method: compare === 'difference' ? 'stratified miettinen-nurminen' : 'stratified koopman',
    pValue: cochranMantelHaenszel(usable)?.pValue ?? null,
    enlarged: (factor) =>
      jointOf(
        usable.map(({ a, b }) => ({ a: times(a, factor), b: times(b, factor) })),
        frame,
      ),
  };
}

function times({ successes, n, nEff }: Proportion, factor: number): Proportion {
  const rate = { successes: successes * factor, n: n * factor };
  return nEff === undefined ? rate : { ...rate, nEff: nEff * factor };
}
