import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles, tallySql } from '../../src/adapters/dataset/index.js';
import { DIALECTS } from '../../src/adapters/dataset/sql/dialects.js';
import { tallyStatement } from '../../src/adapters/dataset/statement/statement.js';
import { TribuneError } from '../../src/core/base/errors.js';
import { outcomePlan } from '../../src/core/policy/bind/index.js';
import { checkPolicy, explainRequirement, parsePolicy } from '../../src/core/policy/index.js';
import { runAudit } from '../../src/domain/audits/index.js';
import type { AuditResult } from '../../src/domain/audits/result/index.js';
import { renderHtml, renderJUnit, renderMarkdown, renderSarif } from '../../src/domain/reports/audit/index.js';

const root = resolve(import.meta.dirname, '../..');
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tribune-amounts-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const REQUIREMENT =
  '{ id: parity, metric: mean_amount, by: [sex], compare: ratio, min: 0.8, evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: example } }';

function policyText(
  data: readonly string[] = [],
  requirements: readonly string[] = [REQUIREMENT],
  outcome = '',
): string {
  return [
    'tribune: policy/v1',
    'name: limits',
    'version: "1"',
    'data:',
    `  outcome: { type: amount, column: limit, unit: USD, favourable: higher${outcome} }`,
    '  attributes: { sex: {} }',
    ...data.map((line) => `  ${line}`),
    'requirements:',
    ...requirements.map((line) => `  - ${line}`),
    '',
  ].join('\n');
}

const requirement = (changes: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    id: 'r',
    metric: 'mean_amount',
    by: ['sex'],
    compare: 'ratio',
    evidence: 'violation',
    smallGroups: 'report',
    severity: 'block',
    basis: { kind: 'ours', source: 'example' },
    ...changes,
  });

let files = 0;
async function audit(lines: readonly string[], policy: string): Promise<AuditResult> {
  const path = join(directory, `${files++}.csv`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return runAudit(openFiles([path]), { policy, today: '2026-11-28' });
}

const said = (error: unknown): string => {
  if (!(error instanceof TribuneError)) throw error;
  return `${error.code}: ${error.message}. ${error.remedy}`;
};

describe('data that cannot be audited as amounts: one error that says what, where and how to mend it', () => {
  const cases: readonly (readonly [string, readonly string[], string, readonly string[]])[] = [
    [
      'units and separators in the text',
      ['limit,sex', '"$1,200",f', '1200 USD,m', '5,m'],
      policyText(),
      [
        'column "limit": 2 values are not readable as a finite number',
        'without unit, currency sign and thousands separators',
      ],
    ],
    [
      'infinite amounts',
      ['limit,sex', 'inf,f', '5,m'],
      policyText(),
      ['1 value is not readable as a finite number: "inf"'],
    ],
    [
      'exponents of three digits, of which some are finite numbers',
      ['limit,sex', '1e300,f', '5,m'],
      policyText(),
      ['1 value is not readable as a finite number: "1e300"', 'Exponents are read up to two digits'],
    ],
    ['negative amounts', ['limit,sex', '-5,f', '5,m'], policyText(), ['1 value is below 0: "-5"', 'two columns']],
    [
      'more decimals than the unit has',
      ['limit,sex', '0.125,f', '5,m'],
      policyText(),
      ['finer than the 2 decimals of USD: "0.125"', '`decimals`'],
    ],
    ['too large', ['limit,sex', '1e12,f', '5,m'], policyText(), ['above USD 87,960,930,222', 'larger unit']],
    [
      'mixed currencies',
      ['limit,sex,cur', '5,f,USD', '5,m,EUR', '7,m,EUR'],
      policyText([], undefined, ', unitColumn: cur'),
      ['column "cur": 2 values are another unit than USD: "EUR" (2 times)', "data.where, such as cur = 'USD'"],
    ],
    [
      'a label at fault',
      ['limit,sex,used', '5,f,-1', '5,m,2'],
      policyText(['label: used']),
      ['column "used": 1 value is below 0'],
    ],
    [
      'no such column',
      ['amount,sex', '5,f'],
      policyText(),
      ['DATA_COLUMN_MISSING', 'no column "limit"', 'data.outcome.column'],
    ],
    ['no amount at all', ['limit,sex', ',f', ',m'], policyText(), ['DATA_EMPTY', '2 missing amount']],
  ];
  it.each(cases)('%s', async (_, lines, policy, words) => {
    const error = await audit(lines, policy).then(
      () => new Error('was audited'),
      (reason: unknown) => reason,
    );
    for (const word of words) expect(said(error)).toContain(word);
  });

  it('rows without an amount or without a weight are excluded and counted', async () => {
    const result = await audit(
      ['limit,sex,n', '5,f,2', ',f,1', '7,m,', '7,m,3', '9,m,0'],
      policyText(['weight: n', 'weightKind: count']),
    );
    expect(result.data.excluded).toEqual([
      { reason: 'missing amount', rows: 1 },
      { reason: 'missing weight', rows: 1 },
      { reason: 'weight zero', rows: 1 },
    ]);
    expect(result.overall).toMatchObject({ n: 5, metrics: { mean_amount: { estimate: 6.2 } } });
  });
});

describe('a policy of amounts', () => {
  const mistakes = (text: string): string =>
    checkPolicy(text)
      .map(({ message, remedy }) => `${message}. ${remedy}`)
      .join('\n');

  it.each([
    [['prediction: approved'], 'data.prediction has no meaning where decisions are amounts'],
    [['favourable: 1'], 'data.outcome.favourable says whether more or less is good'],
    [['strata: [branch]'], 'within the values of columns with `given: [COLUMN]`'],
    [['weight: w', 'weightKind: sampling'], 'sampling weights are not audited'],
    [['label: { column: used, positive: [1] }'], 'data.label names values of 0 and 1'],
  ])('refuses %j', (data, words) => expect(mistakes(policyText(data))).toContain(words));

  it.each([
    [{ metric: 'selection_rate', min: 0.8 }, 'selection rate measures decisions that are 0 or 1'],
    [{ metric: 'amount_quantile', min: 0.8 }, 'amount_quantile needs q'],
    [{ metric: 'amount_quantile', q: 1, min: 0.8 }, 'q is 1, not between 0 and 1'],
    [{ metric: 'share_at_least', min: 0.8 }, 'share_at_least needs value'],
    [{ metric: 'mean_amount', value: 5, min: 0.8 }, 'value has no meaning with mean_amount'],
    [{ metric: 'mean_error', min: 0.8 }, 'by their ratio, which says nothing'],
    [{ metric: 'mean_absolute_error', compare: 'difference', max: 5 }, 'needs data.label'],
    [
      { metric: 'share_at_least', value: 5, compare: 'difference', max: 5 },
      'no difference of share at least exceeds 1',
    ],
  ])('says what is wrong with %j', (changes, words) =>
    expect(mistakes(policyText([], [requirement(changes)]))).toContain(words),
  );

  it('names the type that it does not know, and refuses metrics of amounts where decisions are 0 or 1', () => {
    expect(mistakes(policyText().replace('type: amount', 'type: amounts'))).toContain(
      'Write amount, ordered, class, stages, ranking; without data.outcome',
    );
    const misspelt = policyText().replace('unit: USD', 'unit: USD, decimal: 2');
    expect(mistakes(misspelt)).toContain('unknown key "decimal" in data.outcome. Did you mean "decimals"?');
    const binary = policyText().replace(/ {2}outcome:.*\n/, '  prediction: y\n  favourable: 1\n');
    expect(mistakes(binary)).toContain(
      'mean amount measures decisions that are amounts, but the decisions of this policy are 0 or 1',
    );
  });

  it('warns of a ratio to the highest price', () => {
    const text = policyText().replace('favourable: higher', 'favourable: lower');
    expect(mistakes(text)).toContain('though less is good for the person');
  });

  it('makes the statement of every dialect, and prints it', () => {
    const { policy } = parsePolicy(policyText(['label: used']));
    for (const engine of Object.values(DIALECTS)) {
      const column = (name: string) => ({ sql: engine.quoteName(name), kind: 'any' as const });
      const table = { from: 'limits', column, file: null };
      const sql = tallyStatement(outcomePlan(policy, {}), engine, table, { distinctScoreLimit: 100_000 });
      expect(sql).toContain('steps1');
    }
    expect(tallySql(policy, 'clickhouse', 'limits')).toContain('steps1');
  });
});

describe('an audit of amounts', () => {
  const people = (sizes: Readonly<Record<string, number>>, amountOf: (sex: string, i: number) => number): string[] => [
    'limit,sex',
    ...Object.entries(sizes).flatMap(([sex, n]) => Array.from({ length: n }, (_, i) => `${amountOf(sex, i)},${sex}`)),
  ];

  it('fails where one group surely gets less, and says it with the unit', async () => {
    const result = await audit(
      people({ f: 200, m: 200 }, (sex, i) => (sex === 'f' ? 500 : 1000) + (i % 50)),
      policyText(),
    );
    const [r] = result.requirements;
    expect(result.verdict).toBe('fail');
    expect(r).toMatchObject({ metric: 'mean_amount', unit: 'USD', reason: 'interval-beyond', method: 'mover(hall)' });
    expect(r!.message).toContain('The mean amount is USD 524.5 for f (n = 200) and USD 1,025 for m (n = 200)');
    expect(explainRequirement(r!).join(' ')).toContain('if f stood at USD 819.6 instead of USD 524.5');
  });

  it('is inconclusive where a sample is too skewed for its size, and says how many people it takes', async () => {
    const result = await audit(
      people({ f: 60, m: 60 }, (sex, i) => (i === 0 ? 90_000 : sex === 'f' ? 500 : 1000)),
      policyText(),
    );
    const [r] = result.requirements;
    expect(r).toMatchObject({ verdict: 'inconclusive', reason: 'not-estimable', lower: null });
    expect(r!.message).toMatch(/60 people are too few for values so skewed: a skewness of 7\.\d takes about 1,?\d{3}/);
  });

  it('passes a median that nearly everybody gets, although its limits coincide', async () => {
    const text = policyText([], [requirement({ metric: 'median_amount', compare: 'difference', max: 100 })]);
    const result = await audit(
      people({ f: 100, m: 100 }, (_, i) => (i < 90 ? 5000 : 100)),
      text,
    );
    expect(result.requirements[0]).toMatchObject({ verdict: 'pass', estimate: 0, lower: 0, upper: 0 });
  });

  it('shows an amount with as many decimals as keep it apart from the bound that it breaks', async () => {
    const text = policyText(
      [],
      [requirement({ metric: 'median_amount', compare: 'value', min: 2000.25, evidence: 'point' })],
    );
    const result = await audit(
      people({ f: 200, m: 200 }, (sex) => (sex === 'f' ? 2000.2 : 3000)),
      text,
    );
    const [r] = result.requirements;
    expect(r).toMatchObject({ verdict: 'fail', estimate: 2000.2 });
    expect(r!.message).toContain('is USD 2,000 for f');
    expect(r!.message).toContain('allowed is at least USD 2,000.25');
    const close = await audit(
      people({ f: 200, m: 200 }, (sex) => (sex === 'f' ? 1999.8 : 3000)),
      policyText([], [requirement({ metric: 'median_amount', compare: 'value', min: 2000, evidence: 'point' })]),
    );
    expect(close.requirements[0]!.message).toContain('is USD 1,999.8 for f');
    expect(renderMarkdown(close)).toContain('USD 1,999.8');
  });

  it('holds each group to a floor, with everyone as one group too', async () => {
    const text = policyText(
      [],
      [
        requirement({ id: 'each', metric: 'median_amount', compare: 'value', min: 400 }),
        requirement({ id: 'all', metric: 'share_at_least', value: 600, by: [], compare: 'value', min: 0.9 }),
      ],
    );
    const result = await audit(
      people({ f: 200, m: 200 }, (sex, i) => (sex === 'f' ? 500 : 1000) + (i % 50)),
      text,
    );
    expect(result.requirements.map(({ verdict }) => verdict)).toEqual(['pass', 'fail']);
    expect(result.requirements[0]!.message).toContain('The median amount is USD 524.5 for f');
    expect(result.requirements[1]!.message).toContain('share that got at least USD 600');
  });

  it('does not apply where errors are asked and no row has a label', async () => {
    const text = policyText(
      ['label: used'],
      [requirement({ metric: 'mean_absolute_error', compare: 'difference', max: 5 })],
    );
    const result = await audit(['limit,sex,used', '5,f,', '6,m,'], text);
    expect(result.requirements[0]).toMatchObject({ verdict: 'not_applicable' });
    expect(result.requirements[0]!.message).toContain('mean absolute error needs a label, and no row has one');
  });

  it('refuses a source that knows decisions of 0 and 1 only', async () => {
    const path = join(directory, 'base.csv');
    writeFileSync(path, 'limit,sex\n5,f\n6,m\n');
    const other = runAudit({ tally: openFiles([path]).tally }, { policy: policyText(), today: '2026-11-28' });
    await expect(other).rejects.toThrow(/type amount/);
  });

  it('of real credit limits is a report with a chart, a table of groups and the same numbers everywhere', async () => {
    const policy = readFileSync(join(root, 'examples/limits/policy.yaml'), 'utf8');
    const result = await runAudit(openFiles([join(root, 'examples/limits/limits.csv')]), {
      policy,
      today: '2026-11-28',
    });
    expect(result.verdict).toBe('pass');
    expect(result.requirements.map(({ verdict }) => verdict)).toEqual(['pass', 'fail', 'pass', 'pass']);
    const mean = result.comparisons.find(({ metric, compare }) => metric === 'mean_amount' && compare === 'ratio')!;
    // Women (18,112) are the reference; scipy and numpy give the inverse ratio 1.0401580479867543.
    expect(1 / mean.estimate!).toBeCloseTo(1.0401580479867543, 9);
    const html = renderHtml(result);
    expect(html).toContain('How amounts are spread');
    expect(html).toContain('By education medians reach from NTD 80,000 (high school) to NTD 200,000 (graduate school)');
    expect(html).toContain('more NTD (limit)');
    // One formatter: an estimate has the same digits in the sentence, in the chart and in the table.
    expect(result.requirements[0]!.message).toContain('NTD 170,086 for female');
    expect(html).toContain('170,086 [168,263 to 171,910]');
    expect(/170086|200000/.test(html), 'digits without thousands').toBe(false);
    expect(html).toContain('mean amount (NTD) by sex');
    expect(html.includes('avourable rate by'), 'a heatmap of a rate that amounts have not').toBe(false);
    const markdown = renderMarkdown(result);
    expect(markdown).toContain('NTD 10,000');
    expect(markdown).toContain('38.0 got at least NTD 200,000');
    expect(markdown).toContain('| median amount (NTD) | 90,000 |');
    expect(renderJUnit(result)).toContain('share that got at least NTD 200,000 by sex, difference, within');
    expect(renderSarif(result)).toContain('median amount by education, ratio');
    expect(renderHtml(result)).toBe(html);
  });
});
