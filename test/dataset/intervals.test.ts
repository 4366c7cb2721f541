import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/adapters/dataset/index.js';
import { parsePolicy } from '../../src/core/policy/index.js';
import { runAudit } from '../../src/domain/audits/index.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tribune-intervals-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

interface People {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly labels: readonly number[];
  readonly people: readonly number[];
  readonly coverage: number;
}
const groups = (() => {
  const path = resolve(import.meta.dirname, '../../src/core/fairness/outcomes/amount/testdata/intervals.json');
  const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: { groups: Record<string, People> }[] };
  return cases[1]!.groups;
})();
const rows = Object.entries(groups).flatMap(([g, { lower, upper, labels, people }]) =>
  labels.map((label, i) => [g, people[i]!, lower[i]! / 100, upper[i]! / 100, label / 100].join(',')),
);

const INTERVAL = ', interval: { lower: low, upper: high }';
const policyText = (requirements: readonly string[], interval = INTERVAL): string =>
  `tribune: policy/v1
name: forecasts
version: "1"
data:
  outcome: { type: amount, column: high, unit: USD, favourable: higher${interval} }
  label: paid
  weight: n
  weightKind: count
  attributes: { g: { reference: f } }
requirements:
${requirements.map((each) => `  - { by: [g], smallGroups: report, severity: block, basis: { kind: ours, source: example }, ${each} }`).join('\n')}
`.replace('column: high', 'column: forecast');

async function audited(requirements: readonly string[], lines: readonly string[] = rows, accepted?: unknown) {
  const path = join(directory, 'forecasts.csv');
  writeFileSync(path, ['g,n,low,high,paid,forecast', ...lines.map((line) => `${line},100`)].join('\n'));
  const baseline = accepted === undefined ? {} : { baseline: JSON.parse(JSON.stringify(accepted)) as unknown };
  const { policy } = parsePolicy(policyText(requirements));
  return runAudit(openFiles([path]), { policy, policyDigest: 'sha256:test', today: '2026-11-29', ...baseline });
}
const refused = async (line: string): Promise<string> => {
  try {
    await audited([FLOOR], [...rows, line]);
  } catch (error) {
    return `${(error as Error).message} ${(error as { remedy?: string }).remedy}`;
  }
  return '';
};

const FLOOR = 'id: floor, metric: interval_coverage, compare: value, min: 0.8, evidence: violation';

describe('prediction intervals as requirements', () => {
  it('hold each group to a floor of coverage and a ceiling of width, and bound the gap', async () => {
    const result = await audited([
      FLOOR,
      'id: gap, metric: interval_coverage, compare: difference, max: 0.05, evidence: violation',
      'id: width, metric: interval_width, compare: value, max: 250, evidence: violation',
    ]);
    const [floor, gap, width] = result.requirements;
    expect(floor).toMatchObject({ verdict: 'fail', group: { g: 'm' }, estimate: groups.m!.coverage });
    expect(floor!.message).toContain('The coverage of prediction intervals is 0.646 for m (n = 1,001)');
    expect(gap).toMatchObject({ verdict: 'fail', estimate: groups.m!.coverage - groups.f!.coverage });
    expect(width).toMatchObject({ verdict: 'pass' });
    expect(width!.message).toContain('USD 1');
    expect(Object.keys(result.overall.metrics)).toEqual(
      expect.arrayContaining(['interval_coverage', 'interval_width']),
    );
  });

  it('of one width for everybody leave the width open, and say why', async () => {
    const width = 'id: width, metric: interval_width, compare: value, max: 250, evidence: violation';
    const [result] = (
      await audited(
        [width],
        Array.from({ length: 60 }, (_, i) => `f,1,${i},${i}.03,5`),
      )
    ).requirements;
    expect(result).toMatchObject({ verdict: 'inconclusive', lower: null });
    expect(result!.message).toContain(
      'There is no interval to judge by: all 60 people have the same value, so nothing tells how those of other people vary.',
    );
  });

  it('fail a change since an accepted audit in which more labels lay inside', async () => {
    const change =
      'id: drop, metric: interval_coverage, change: { against: baseline, maxDrop: 0.05 }, evidence: violation';
    const wide = rows.map((line) =>
      line
        .split(',')
        .map((text, i) => (i === 3 ? '99999' : i === 2 ? '-9' : text))
        .join(','),
    );
    const accepted = await audited([FLOOR], wide);
    expect(accepted.requirements[0]).toMatchObject({ verdict: 'pass', estimate: 1 });
    const [drop] = (await audited([change], rows, accepted)).requirements;
    expect(drop).toMatchObject({ id: 'drop', verdict: 'fail' });
  });

  it.each([
    ['f,1,12,3,5', 'column "low": 1 value is above the upper end in column "high": "12" (once) Swap the columns'],
    ['f,1,12,,5', 'column "low": 1 value is the only end of an interval, as column "high" is empty there'],
    ['f,1,,12,5', 'column "high": 1 value is the only end of an interval, as column "low" is empty there'],
    ['f,1,USD 3,12,5', 'column "low": 1 value is not readable as a finite number: "USD 3" (once) Write plain numbers'],
    ['f,1,3,12.345,5', 'finer than the 2 decimals of USD'],
    ['f,1,3,1e12,5', 'column "high": 1 value is beyond +-USD 43,980,465,111: "1e12" (once)'],
  ])('are refused where an end is wrong: %s', async (line, said) => {
    expect(await refused(line)).toContain(said);
  });

  it('are asked of policies that name them, and of two columns of their own', async () => {
    const warned = parsePolicy(policyText([FLOOR], '')).warnings.map(({ message }) => message);
    expect(warned.join()).toContain(
      'floor is not applicable: coverage of prediction intervals needs data.outcome.interval',
    );
    const mistake = (interval: string) => () => parsePolicy(policyText([FLOOR], interval));
    expect(mistake(', interval: { lower: low, upper: low }')).toThrow('both ends of the interval are column "low"');
    expect(mistake(', interval: { lower: low, upper: paid }')).toThrow('is column "paid", which is the label');
    expect(mistake(', interval: { lower: low }')).toThrow('upper');
    const asked = (rest: string) => () => parsePolicy(policyText([`id: r, evidence: violation, ${rest}`]));
    expect(asked('metric: interval_coverage, compare: value, min: 90')).toThrow('lies between 0 and 1');
    expect(asked('metric: interval_width, compare: value, max: -1')).toThrow('at or above 0');
  });
});
