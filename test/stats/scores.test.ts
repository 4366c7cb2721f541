import { describe, expect, test } from 'vitest';
import { aucFromDistribution } from '../../src/core/stats/auc/delong.js';
import type { ScoreCounts } from '../../src/core/stats/auc/score-counts.js';
import { kolmogorovSmirnov } from '../../src/core/stats/moments/kolmogorov-smirnov.js';
import { mannWhitney } from '../../src/core/stats/moments/mann-whitney.js';
import { momentsOf } from '../../src/core/stats/moments/moments.js';
import { standardizedDifferences } from '../../src/core/stats/moments/standardized-difference.js';
import { wasserstein1 } from '../../src/core/stats/moments/wasserstein.js';
import { welchT } from '../../src/core/stats/moments/welch.js';
import { hasShared, sharedCsv } from '../support/shared.js';
import { AUDIT_FILES, type AuditAttribute, type Fields, type Json, Ledger, readAudit } from './support/audits.js';

interface Row {
  readonly label: string;
  readonly score: number;
  readonly of: Record<string, string>;
}

const ZIPPED = new Set(['adult-lr', 'adult-gbdt', 'credit-default-gbdt', 'law-school-lr', 'acs-income-gbdt']);

/** The rows behind an audit file, as its `about` tells. */
function rowsOf(audit: string): Row[] {
  if (audit === 'ricci') {
    return sharedCsv('data/ricci.csv').map((r) => ({
      label: r.Promoted === '1' ? '1' : '0',
      score: Number(r.Combine) / 100,
      of: { race: r.Race!, position: r.Position! },
    }));
  }
  const compas = audit === 'compas-all' || audit === 'compas-filtered';
  const rows = sharedCsv(`data/predictions-${compas ? 'compas' : audit}.csv${ZIPPED.has(audit) ? '.gz' : ''}`);
  const kept = audit === 'compas-filtered' ? rows.filter((r) => r.in_filtered === '1') : rows;
  return kept.map((r) => ({ label: r.y_true!, score: Number(r.score), of: r }));
}

function distribution(scores: readonly number[]): ScoreCounts {
  const sorted = Float64Array.from(scores).sort();
  const distinct: number[] = [];
  const counts: number[] = [];
  for (const score of sorted) {
    if (distinct.at(-1) === score) counts[counts.length - 1]! += 1;
    else {
      distinct.push(score);
      counts.push(1);
    }
  }
  return { scores: Float64Array.from(distinct), counts: Float64Array.from(counts) };
}

const scoresOf = (rows: readonly Row[], label?: string): ScoreCounts =>
  distribution(rows.filter((r) => label === undefined || r.label === label).map((r) => r.score));

function rowsByGroup(rows: readonly Row[], columns: readonly string[]): Map<string, Row[]> {
  const byGroup = new Map<string, Row[]>();
  for (const row of rows) {
    const key = columns.map((column) => row.of[column]).join(' & ');
    const list = byGroup.get(key);
    if (list) list.push(row);
    else byGroup.set(key, [row]);
  }
  return byGroup;
}

/** Sums over rows in another order differ by this much of the scale of the score. */
const SUM_ROUNDING = 1e-12;
/** Two-sided Kolmogorov p-values near 1 come as 1 - small: rounding of the subtraction, absolute. */
const KS_ROUNDING = 1e-12;

function compareGroup(ledger: Ledger, place: string, group: Fields, rows: readonly Row[]): void {
  const { auc } = aucFromDistribution(scoresOf(rows, '1'), scoresOf(rows, '0'));
  ledger.compare('auc', place, auc, group.auc ?? null);
  const u = mannWhitney(scoresOf(rows, '1'), scoresOf(rows, '0'))?.u ?? null;
  if (u !== null) ledger.compare('u', place, u, group.mannwhitney_u_score_pos_vs_neg ?? null);
  const moments = momentsOf(scoresOf(rows))!;
  ledger.compare('mean', place, moments.mean, group.mean_score!);
  const deviation = moments.n > 1 ? Math.sqrt(moments.variance) : null;
  ledger.compare('sd', place, deviation, group.sd_score_ddof1!, SUM_ROUNDING);
}

function compareScores(ledger: Ledger, place: string, theirs: Fields, data: { a: Row[]; b: Row[]; all: Row[] }): void {
  const a = scoresOf(data.a);
  const b = scoresOf(data.b);
  const [ma, mb, whole] = [momentsOf(a)!, momentsOf(b)!, momentsOf(scoresOf(data.all))!];
  const smd = standardizedDifferences(ma, mb, { level: 0.95, wholePopulation: whole })!;
  const welch = welchT(ma, mb);
  const ks = kolmogorovSmirnov(a, b)!;
  const ranks = mannWhitney(a, b);
  const interval = theirs.smd_pooled_ci95_normal as Json[] | null;
  const compare = (field: string, ours: number | null, other: Json | undefined, absolute = 0) =>
    ledger.compare(field, place, ours, other ?? null, absolute);
  compare('mean_difference', smd.meanDifference, theirs.mean_difference, SUM_ROUNDING);
  compare('smd_pooled_sd', smd.pooled, theirs.smd_pooled_sd, SUM_ROUNDING);
  compare('smd_average_variance_sd', smd.averageVariance, theirs.smd_average_variance_sd, SUM_ROUNDING);
  compare('smd_whole_population_sd_ddof1', smd.wholePopulation, theirs.smd_whole_population_sd_ddof1, SUM_ROUNDING);
  compare('smd_reference_sd_glass', smd.reference, theirs.smd_reference_sd_glass, SUM_ROUNDING);
  compare('hedges_g', smd.hedgesG, theirs.hedges_g, SUM_ROUNDING);
  compare('smd_pooled_ci95_normal', smd.pooledInterval?.lower ?? null, interval?.[0], SUM_ROUNDING);
  compare('smd_pooled_ci95_normal', smd.pooledInterval?.upper ?? null, interval?.[1], SUM_ROUNDING);
  compare('welch_t', welch?.t ?? null, theirs.welch_t, SUM_ROUNDING);
  compare('p_welch', welch?.pValue ?? null, theirs.p_welch);
  compare('ks_2samp', ks.statistic, theirs.ks_2samp);
  compare('p_ks_asymp', ks.pValue, theirs.p_ks_asymp, KS_ROUNDING);
  compare('mannwhitney_u', ranks?.u ?? null, theirs.mannwhitney_u);
  compare('p_mannwhitney', ranks?.pValue ?? null, theirs.p_mannwhitney_asymptotic_continuity);
  compare('wasserstein1', wasserstein1(a, b), theirs.wasserstein1, SUM_ROUNDING);
}

describe.skipIf(!hasShared)('scores of all audit files equal other programs', () => {
  const groups = new Ledger();
  const differences = new Ledger();
  const eachAttribute = (visit: (place: string, attribute: AuditAttribute, rows: Row[]) => void) => {
    for (const file of AUDIT_FILES) {
      const rows = rowsOf(file);
      for (const [name, attribute] of Object.entries(readAudit(file).attributes))
        visit(`${file} ${name}`, attribute, rows);
    }
  };

  test('AUC, Mann-Whitney U, mean and standard deviation of every group', () => {
    eachAttribute((place, attribute, rows) => {
      const byGroup = rowsByGroup(rows, attribute.columns);
      for (const [g, group] of Object.entries(attribute.groups)) {
        compareGroup(groups, `${place} ${g}`, group, byGroup.get(g)!);
      }
    });
    expect(groups.misses).toEqual([]);
    expect(groups.total).toBe(4 * 247 - 18);
  });

  test('standardized differences, Welch, Kolmogorov-Smirnov, Mann-Whitney and Wasserstein against the reference group', () => {
    eachAttribute((place, attribute, rows) => {
      const byGroup = rowsByGroup(rows, attribute.columns);
      const b = byGroup.get(attribute.reference_group_largest)!;
      for (const [g, theirs] of Object.entries(attribute.score_smd_vs_reference ?? {})) {
        compareScores(differences, `${place} ${g}`, theirs, { a: byGroup.get(g)!, b, all: rows });
      }
    });
    expect(differences.misses).toEqual([]);
    expect(differences.total).toBe(202 * 15);
  });
});
