import { describe, expect, test } from 'vitest';
import type { Interval } from '../../src/core/stats/base/estimate.js';
import { omnibusChiSquare, omnibusG } from '../../src/core/stats/hypothesis/chi-square.js';
import { fisherExact } from '../../src/core/stats/hypothesis/fisher.js';
import { pooledZ } from '../../src/core/stats/hypothesis/pooled-z.js';
import type { PValues } from '../../src/core/stats/multiplicity/adjust.js';
import { benjaminiHochberg, benjaminiYekutieli } from '../../src/core/stats/multiplicity/false-discovery.js';
import { bonferroni, holm, holmSidak, hommel } from '../../src/core/stats/multiplicity/family-wise.js';
import { agrestiCoull } from '../../src/core/stats/proportion/agresti-coull.js';
import { clopperPearson } from '../../src/core/stats/proportion/clopper-pearson.js';
import { jeffreys } from '../../src/core/stats/proportion/jeffreys.js';
import type { Proportion } from '../../src/core/stats/proportion/proportion.js';
import { wilson } from '../../src/core/stats/proportion/wilson.js';
import { hasShared } from '../support/shared.js';
import { AUDIT_FILES, type AuditAttribute, type Fields, Ledger, readAudit } from './support/audits.js';

const INTERVALS: Record<string, (p: Proportion, level: number) => Interval | null> = {
  wilson95: wilson,
  clopper_pearson95: clopperPearson,
  agresti_coull95: agrestiCoull,
  jeffreys95: jeffreys,
};

const ADJUSTMENTS: Record<string, (p: PValues) => (number | null)[]> = {
  holm,
  fdr_bh: benjaminiHochberg,
  fdr_by: benjaminiYekutieli,
  bonferroni,
  hommel,
  'holm-sidak': holmSidak,
};

/** scipy sums O log(O / E) of thousands, which leaves 1e-12 of error in a G next to 0. */
const NEAR_ZERO_G = 1e-12;
/** Bounds of rates live on the scale 0..1: what is within this of 0 may differ by rounding of the other program. */
const NEAR_ZERO = 1e-15;

/** Numerator and denominator of a rate from the four counts of a group. */
function proportionOf(rate: string, g: Fields): Proportion {
  const [tp, fp, fn, tn] = [g.tp, g.fp, g.fn, g.tn] as [number, number, number, number];
  const table: Record<string, Proportion> = {
    selection_rate: { successes: tp + fp, n: tp + fp + fn + tn },
    tpr: { successes: tp, n: tp + fn },
    fpr: { successes: fp, n: fp + tn },
    ppv: { successes: tp, n: tp + fp },
    npv: { successes: tn, n: tn + fn },
    accuracy: { successes: tp + tn, n: tp + fp + fn + tn },
  };
  return table[rate]!;
}

function eachAttribute(visit: (place: string, attribute: AuditAttribute) => void): void {
  for (const file of AUDIT_FILES) {
    for (const [name, attribute] of Object.entries(readAudit(file).attributes)) visit(`${file} ${name}`, attribute);
  }
}

type GroupFields = Fields & { ci: Record<string, Record<string, [number, number] | null>> };

function compareIntervals(ledger: Ledger, place: string, group: GroupFields): void {
  for (const [rate, byMethod] of Object.entries(group.ci)) {
    const p = proportionOf(rate, group);
    for (const [method, theirs] of Object.entries(byMethod)) {
      const ours = INTERVALS[method]!(p, 0.95);
      const where = `${place} ${rate} ${p.successes}/${p.n}`;
      ledger.compare(method, where, ours?.lower ?? null, theirs?.[0] ?? null, NEAR_ZERO);
      ledger.compare(method, where, ours?.upper ?? null, theirs?.[1] ?? null, NEAR_ZERO);
    }
  }
}

describe.skipIf(!hasShared)('rates of all audit files equal other programs to 1e-9 relative', () => {
  test('Wilson, Clopper-Pearson, Agresti-Coull and Jeffreys intervals of every group and rate', () => {
    const ledger = new Ledger();
    for (const file of AUDIT_FILES) compareIntervals(ledger, file, readAudit(file).overall);
    eachAttribute((place, attribute) => {
      for (const [g, group] of Object.entries(attribute.groups)) compareIntervals(ledger, `${place} ${g}`, group);
    });
    expect(ledger.misses).toEqual([]);
    expect(Object.fromEntries(ledger.countByField)).toEqual({
      wilson95: 3096,
      clopper_pearson95: 3096,
      agresti_coull95: 3096,
      jeffreys95: 3096,
    });
  });

  test('chi-square and G over all groups at once', () => {
    const ledger = new Ledger();
    eachAttribute((place, attribute) => {
      for (const [rate, tests] of Object.entries(attribute.tests)) {
        const groups = Object.values(attribute.groups).map((group) => proportionOf(rate, group));
        const pearson = omnibusChiSquare(groups);
        const g = omnibusG(groups);
        const theirs = tests.omnibus_k_by_2;
        const where = `${place} ${rate}`;
        ledger.compare('chi2', where, pearson?.statistic ?? null, theirs?.chi2 ?? null);
        ledger.compare('dof', where, pearson?.degreesOfFreedom ?? null, theirs?.dof ?? null);
        ledger.compare('p', where, pearson?.pValue ?? null, theirs?.p ?? null);
        ledger.compare('min_expected', where, pearson?.minExpected ?? null, theirs?.min_expected ?? null);
        ledger.compare('cramers_v', where, pearson?.cramersV ?? null, theirs?.cramers_v ?? null);
        ledger.compare('g', where, g?.statistic ?? null, theirs?.g ?? null, NEAR_ZERO_G);
        ledger.compare('p_g', where, g?.pValue ?? null, theirs?.p_g ?? null);
      }
    });
    expect(ledger.misses).toEqual([]);
    expect(ledger.total).toBe(240 * 7);
  });

  test('six adjustments of z and Fisher p-values, undefined ones left out of the family', () => {
    const ledger = new Ledger();
    eachAttribute((place, attribute) => {
      for (const [rate, tests] of Object.entries(attribute.tests)) {
        const compared = Object.entries(tests.versus_reference).filter(([, fields]) => fields !== null);
        const pairs = compared.map(([, v]): [Proportion, Proportion] => [
          { successes: v!.k as number, n: v!.n as number },
          { successes: v!.k_ref as number, n: v!.n_ref as number },
        ]);
        // The reference leaves out comparisons where all or none succeeded, from Fisher too (p = 1 there).
        const zs = pairs.map(([a, b]) => pooledZ(a, b)?.pValue ?? null);
        const fishers = pairs.map(([a, b], i) => (zs[i] === null ? null : fisherExact(a, b)));
        for (const [field, pValues] of Object.entries({ p_z_pooled: zs, p_fisher_two_sided: fishers })) {
          for (const [method, adjust] of Object.entries(ADJUSTMENTS)) {
            const ours = adjust(pValues);
            compared.forEach(([group, fields], i) => {
              const theirs = (fields!.adjusted_within_this_attribute_and_rate as Record<string, Fields>)[field]!;
              ledger.compare(method, `${place} ${rate} ${field} ${group}`, ours[i]!, theirs[method] ?? null, 1e-300);
            });
          }
        }
      }
    });
    expect(ledger.misses).toEqual([]);
    expect(ledger.total).toBe(1198 * 2 * 6);
  });
});
