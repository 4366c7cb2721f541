import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/adapters/dataset/open-files.js';
import { runAudit } from '../../src/domain/audits/run.js';
import { renderHtml } from '../../src/domain/documents/index.js';

const folder = mkdtempSync(join(tmpdir(), 'tribune-amounts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const policy = (column = 'loan') => `tribune: policy/v1
name: loans
version: "1"
data:
  label: repaid
  score: score
  cutoff: 0.5
  favourable: 1
  attributes: { region: {} }
utility:
  unit: EUR
  amount: ${column}
  gains: { truePositive: 0.1, falsePositive: -0.6, trueNegative: 0, falseNegative: 0 }
requirements:
  - id: parity
    metric: selection_rate
    by: [region]
    compare: difference
    max: 0.9
    evidence: point
    severity: block
    smallGroups: report
    basis: { kind: ours, source: test }
`;

interface Loan {
  readonly region: string;
  readonly repaid: 0 | 1 | '';
  readonly score: number;
  readonly loan: number | '';
}

/** Two regions of fifty people; amounts from 1,000 to 10,900 in a fixed order. */
const LOANS: Loan[] = Array.from({ length: 100 }, (_, i) => ({
  region: i % 2 === 0 ? 'A' : 'B',
  repaid: i % 7 === 0 ? '' : i % 3 === 0 ? 0 : 1,
  score: [0.2, 0.4, 0.6, 0.8][(i * 13) % 4]!,
  loan: i === 5 ? '' : i === 10 ? 0 : 1000 + 100 * i,
}));
const worthOf = ({ repaid, score, loan }: Loan, cutoff = 0.5): number =>
  score >= cutoff ? (repaid === 1 ? 0.1 : -0.6) * Number(loan) : 0;
const counts = ({ repaid, loan }: Loan): boolean => repaid !== '' && loan !== '' && loan > 0;
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

function file(name: string, loans: readonly Loan[]): string {
  const path = join(folder, name);
  const lines = loans.map(({ region, repaid, score, loan }) => [region, repaid, score, loan].join(','));
  writeFileSync(path, `region,repaid,score,loan\n${lines.join('\n')}\n`);
  return path;
}
const audit = (path: string, text = policy()) => runAudit(openFiles([path]), { policy: text, today: '2026-11-28' });

describe('utility of decisions about amounts', () => {
  it('is the mean of value times amount over people of known label, for everybody and each group', async () => {
    const { utility, data, frontier } = await audit(file('loans.csv', LOANS));
    const known = LOANS.filter(counts);
    const worth = known.map((each) => worthOf(each));
    const deviation = Math.sqrt(worth.reduce((sum, value) => sum + (value - mean(worth)) ** 2, 0) / (worth.length - 1));
    expect(data.rows).toBe(100);
    expect(utility!.withoutAmount).toBe(2);
    expect(utility!.overall).toMatchObject({
      utility: { estimate: expect.closeTo(mean(worth), 8), n: known.length, method: 'student t' },
      total: expect.closeTo(
        worth.reduce((a, b) => a + b, 0),
        6,
      ),
      selectNobody: 0,
      perfect: expect.closeTo(mean(known.map(({ repaid, loan }) => (repaid === 1 ? 0.1 * Number(loan) : 0))), 8),
    });
    const { upper, estimate, n } = utility!.overall.utility;
    // The t that 5 % of the distribution of some eighty degrees of freedom exceed on either side is 1.99.
    expect((upper! - estimate!) / (deviation / Math.sqrt(n))).toBeCloseTo(1.99, 2);
    for (const { attributes, utility: told } of utility!.groups) {
      const mine = known.filter(({ region }) => region === attributes.region);
      expect(told).toMatchObject({
        estimate: expect.closeTo(mean(mine.map((each) => worthOf(each))), 8),
        n: mine.length,
      });
    }
    const { sweep, best, bestUtility } = frontier![0]!;
    for (const point of sweep.common) {
      const at = point.cutoff ?? Number.POSITIVE_INFINITY;
      expect(point.utility).toBeCloseTo(mean(known.map((each) => worthOf(each, at))), 8);
    }
    expect(bestUtility).toBeUndefined();
    expect(best[0]).not.toHaveProperty('utility');
  });

  it('says in the report what the values are multiples of, and how many rows have no amount', async () => {
    const page = renderHtml(await audit(file('told.csv', LOANS)));
    expect(page).toContain('EUR per unit of loan');
    expect(page).toContain('of simulated ones of 95 %, 83 to 95 in 100 held the truth.');
    expect(page).toContain('2 rows without loan above 0 are in no sum.');
  });

  it('refuses a column that is not there, and amounts below 0, by name', async () => {
    await expect(audit(file('there.csv', LOANS), policy('laon'))).rejects.toThrow(/named by utility\.amount/);
    const negative = LOANS.map((each, i) => (i === 3 ? { ...each, loan: -5 } : each));
    await expect(audit(file('negative.csv', negative))).rejects.toMatchObject({
      message: expect.stringContaining('column "loan": 1 value is no number from 0 to 16777216: "-5"'),
      remedy: 'Mend amounts that are negative or no number, or leave such rows out with data.where.',
    });
  });

  it('is refused where a source has no rows to read it from', async () => {
    const { readsRows: _, ...stored } = openFiles([file('stored.csv', LOANS)]);
    await expect(runAudit(stored, { policy: policy(), today: '2026-11-28' })).rejects.toThrow(
      'utility.amount asks for the column loan, and this source has no rows to read it from',
    );
  });

  it('with a cap says an interval that holds, and refuses a row above it', async () => {
    const capped = (cap: number) => policy().replace('  amount: loan\n', `  amount: loan\n  cap: ${cap}\n`);
    const path = file('capped.csv', LOANS);
    const result = await audit(path, capped(20_000));
    expect(result.utility).toMatchObject({ cap: 20_000, overall: { utility: { method: 'empirical bernstein' } } });
    const html = renderHtml(result);
    expect(html).toContain('holds whatever the distribution, because loan is declared to be at most 20,000');
    expect(html.includes('too sure'), 'a warning that the cap has made untrue').toBe(false);
    await expect(audit(path, capped(10_850))).rejects.toThrow(
      /column "loan": 1 value is no number from 0 to 10850: "10900"/,
    );
    await expect(audit(path, capped(10_850))).rejects.toMatchObject({
      remedy: 'Raise utility.cap to the largest amount that a row can have.',
    });
  });
});
