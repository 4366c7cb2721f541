import { describe, expect, it } from 'vitest';
import { tallyRows } from '../../../core/fairness/index.js';
import { parsePolicy } from '../../../core/policy/index.js';
import { createGenerator, welchT } from '../../../core/stats/index.js';
import { runAudit } from '../run.js';
import type { AuditResult } from './result.js';

const PEOPLE = 400;

/** Two groups of scores `centre` +- `spread`, the second a fifth of a standard deviation higher. */
function scoresOf(spread: number, centre: number): Record<'a' | 'b', number[]> {
  const random = createGenerator(20_261_128, 1);
  const draw = (shift: number) => Array.from({ length: PEOPLE }, () => centre + spread * (random.nextNormal() + shift));
  return { a: draw(0), b: draw(0.2) };
}

async function auditOf(scores: Record<string, number[]>, scoreScale: number, bins?: number): Promise<AuditResult> {
  const { policy } = parsePolicy(
    `tribune: policy/v1
name: p
version: "1"
data: { label: y, prediction: p, score: risk, scoreScale: ${scoreScale}, favourable: 1, attributes: { g: {} } }
requirements:
  - { id: r, metric: selection_rate, by: [g], compare: difference, max: 0.1, evidence: violation, smallGroups: report, severity: warn, basis: { kind: ours, source: x } }
`,
    { file: 'p.yaml' },
  );
  const rows = Object.entries(scores).flatMap(([group, list]) =>
    list.map((score, i) => ({
      values: [group],
      label: (i % 2) as 0 | 1,
      prediction: (i % 3 === 0 ? 1 : 0) as 0 | 1,
      score: score / scoreScale,
      weight: 1,
    })),
  );
  const score =
    bins === undefined ? ({ kind: 'distinct' } as const) : ({ kind: 'bins', lower: 0, upper: 1, count: bins } as const);
  const tally = tallyRows({ policyDigest: '', attributes: ['g'], weightKind: 'none', score, scoreScale }, rows);
  return runAudit(
    { tally: async () => ({ tally, sources: [] }) },
    { policy, policyDigest: '', policyPath: null, today: '2026-11-28', toolVersion: '0' },
  );
}

const cautionOf = ({ cautions = [] }: AuditResult) => cautions.find(({ kind }) => kind === 'tiny-spread');

/** The p-value of the difference of mean scores: as the audit says it, and from the scores themselves. */
function welchPs(result: AuditResult, { a, b }: Record<'a' | 'b', number[]>) {
  const moments = (list: number[]) => {
    const mean = list.reduce((sum, x) => sum + x, 0) / list.length;
    return { n: list.length, mean, variance: list.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (list.length - 1) };
  };
  const said = result.comparisons.find(({ metric }) => metric === 'mean_score');
  return { said: said?.pValue ?? null, true: welchT(moments(a), moments(b))!.pValue };
}

describe('scores too close together for their sums', () => {
  it.each([1e-5, 3e-6, 1e-6])('of standard deviation %d are named with the scale that mends it', async (spread) => {
    const scores = scoresOf(spread, 5 * spread);
    const before = await auditOf(scores, 1);
    const caution = cautionOf(before)!;
    expect(caution.attribute).toBe('risk');
    expect(caution.values).toEqual(['g=a', 'g=b']);
    const scale = Number(/data\.scoreScale: (\S+) /.exec(caution.remedy)![1]);
    const after = await auditOf(scores, scale);
    expect(cautionOf(after)).toBeUndefined();
    const mended = welchPs(after, scores);
    expect(Math.abs(mended.said! / mended.true - 1)).toBeLessThan(1e-8);
    const rough = welchPs(before, scores);
    if (rough.said !== null) expect(Math.abs(rough.said / rough.true - 1)).toBeGreaterThan(1e-4);
  });

  it('are not undefined without a word', async () => {
    const scores = scoresOf(1e-6, 5e-6);
    const result = await auditOf(scores, 1);
    expect(welchPs(result, scores).said).toBeNull();
    expect(cautionOf(result)?.message).toMatch(/0\.0001 \(largest standard deviation 0\.0000010/);
  });

  it.each([
    ['spread enough', scoresOf(2e-4, 0.5)],
    ['all alike', { a: Array<number>(50).fill(0.3), b: Array<number>(50).fill(0.3) }],
  ])('%s: no caution', async (_, scores) => {
    expect(cautionOf(await auditOf(scores, 1))).toBeUndefined();
  });

  it('far from 0 need a constant taken off, as no scale brings them apart', async () => {
    const caution = cautionOf(await auditOf(scoresOf(1e-3, 4000), 1))!;
    expect(caution.remedy).toMatch(/^Take a constant off/);
  });

  it('in bins are judged by what the sums show', async () => {
    expect(cautionOf(await auditOf(scoresOf(1e-5, 0.505), 1, 100))?.values).toEqual(['g=a', 'g=b']);
    expect(cautionOf(await auditOf(scoresOf(0.05, 0.5), 1, 100))).toBeUndefined();
  });
});
