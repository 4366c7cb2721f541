import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/adapters/dataset/index.js';
import { TribuneError } from '../../src/core/base/errors.js';
import { checkPolicy, explainRequirement } from '../../src/core/policy/index.js';
import { createGenerator, normalQuantile } from '../../src/core/stats/index.js';
import { runAudit } from '../../src/domain/audits/index.js';
import type { AuditResult } from '../../src/domain/audits/result/index.js';
import { renderHtml, renderMarkdown } from '../../src/domain/reports/audit/index.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tribune-amounts-baseline-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const FRAME = {
  by: ['sex'],
  evidence: 'violation',
  smallGroups: 'report',
  severity: 'block',
  basis: { kind: 'ours', source: 'example' },
};

const policyText = (requirements: readonly object[], { unit = 'USD', attributes = '{ sex: {} }' } = {}): string =>
  [
    'tribune: policy/v1',
    'name: limits',
    'version: "1"',
    'data:',
    `  outcome: { type: amount, column: limit, unit: ${unit}, favourable: higher }`,
    '  label: used',
    `  attributes: ${attributes}`,
    'requirements:',
    ...requirements.map((one) => `  - ${JSON.stringify({ ...FRAME, ...one })}`),
    '',
  ].join('\n');

interface Person {
  readonly limit: number;
  readonly used: number;
}

/** Some hundred skewed amounts with labels, drawn from a seed. */
function drawn(seed: number, people: number, level: number): Person[] {
  const generator = createGenerator(seed);
  const amount = (mean: number) =>
    Math.round(100 * mean * Math.exp(0.5 * normalQuantile(generator.nextUniform()))) / 100;
  return Array.from({ length: people }, () => ({ limit: amount(level), used: amount(1000) }));
}

let files = 0;
async function audit(
  groups: Readonly<Record<string, readonly Person[]>>,
  policy: string,
  baseline?: unknown,
): Promise<AuditResult> {
  const path = join(directory, `${files++}.csv`);
  const rows = Object.entries(groups).flatMap(([sex, people]) =>
    people.map((one) => `${one.limit},${one.used},${sex}`),
  );
  writeFileSync(path, ['limit,used,sex', ...rows, ''].join('\n'));
  return runAudit(openFiles([path]), { policy, today: '2026-11-28', ...(baseline === undefined ? {} : { baseline }) });
}

/** The audit as it is read from its file. */
const accepted = (result: AuditResult): Record<string, never> => JSON.parse(JSON.stringify(result));

const then = drawn(1, 400, 1000);
const now = drawn(2, 500, 900);

const MEASURES = [
  { metric: 'mean_amount' },
  { metric: 'median_amount' },
  { metric: 'amount_quantile', q: 0.9 },
  { metric: 'share_at_least', value: 800 },
  { metric: 'mean_absolute_error' },
  { metric: 'root_mean_squared_error' },
  { metric: 'mean_error' },
].map((measure, index) => ({ id: `r${index}`, ...measure }));

describe('the change of amounts since an accepted audit', () => {
  it('has the interval that comparing the two samples themselves has', async () => {
    const change = { against: 'baseline', maxDrop: 50 };
    const policy = policyText(
      MEASURES.map((each) => ({
        ...each,
        change: each.metric === 'share_at_least' ? { ...change, maxDrop: 0.05 } : change,
      })),
    );
    const result = await audit({ f: now }, policy, accepted(await audit({ f: then }, policy)));
    // One file with both samples as two groups, the earlier one as reference.
    const side = await audit(
      { now, then },
      policyText(
        MEASURES.map((each) => ({ ...each, compare: 'difference', max: 0.5, reference: 'declared' })),
        { attributes: '{ sex: { reference: then } }' },
      ),
    );
    for (const [i, r] of result.requirements.entries()) {
      const same = side.requirements[i]!;
      expect(r.compare).toBe('change');
      for (const field of ['estimate', 'lower', 'upper'] as const)
        expect(r[field], r.metric).toBeCloseTo(same[field]!, 8);
    }
  });

  it('fails where a mean surely fell by more than is allowed, and says it in the unit', async () => {
    const policy = policyText([
      { id: 'fall', metric: 'mean_amount', change: { against: 'baseline', maxDrop: 0.1, relative: true } },
      { id: 'money', metric: 'median_amount', change: { against: 'baseline', maxDrop: 150.5 } },
    ]);
    const before = await audit({ f: drawn(3, 600, 5000), m: drawn(4, 600, 5000) }, policy);
    const result = await audit({ f: drawn(5, 600, 3000), m: drawn(6, 600, 5000) }, policy, accepted(before));
    const [fall, money] = result.requirements;
    expect(fall).toMatchObject({ verdict: 'fail', reason: 'interval-beyond', group: { sex: 'f' } });
    expect(fall!.message).toMatch(
      /^The mean amount of f was USD 5,\d{3} \(n = 600\) in the accepted audit and is USD 3,\d{3}/,
    );
    expect(money!.message).toContain('allowed is a fall of at most USD 150.5');
    expect(money!.message).toMatch(/a change of -USD \d,\d{3}/);
    expect(explainRequirement(money!).join(' ')).toContain('a fall of at most USD 150.5');
    const html = renderHtml(result);
    expect(html).toContain('change of median amount (USD)');
    // A relative bound is in per cent and an absolute one in the unit.
    expect(html).toContain('bound: \u221210 %');
    expect(html).toContain('bound: \u2212USD 150.5');
    expect(html).toMatch(/\u2212\d,\d{3} \[\u2212\d,\d{3} to \u2212\d,\d{3}\]/);
    expect(renderMarkdown(result)).toContain('fall at most USD 150.5');
  });

  it('tests whether a gap grew, for every requirement on a gap', async () => {
    const gap = { id: 'gap', metric: 'mean_amount', compare: 'difference', max: 100_000 };
    const policy = policyText([gap]);
    const before = await audit({ f: drawn(7, 500, 1000), m: drawn(8, 500, 1000) }, policy);
    const grown = await audit({ f: drawn(9, 500, 500), m: drawn(10, 500, 1000) }, policy, accepted(before));
    const [, change] = grown.requirements;
    expect(change).toMatchObject({ id: 'gap@baseline', verdict: 'fail', reason: 'worse-than-baseline' });
    expect(change!.message).toMatch(/changed by USD \d{3}/);
    const same = await audit({ f: drawn(7, 500, 1000), m: drawn(8, 500, 1000) }, policy, accepted(before));
    expect(same.requirements[1]!.verdict).toBe('pass');
  });

  it('is inconclusive against an audit that carries too little, and refuses one of another unit or kind', async () => {
    const policy = policyText([
      { id: 'fall', metric: 'mean_amount', change: { against: 'baseline', maxDrop: 0.1, relative: true } },
    ]);
    const before = accepted(await audit({ f: then }, policy));
    const stripped = JSON.parse(JSON.stringify(before, (key, value) => (key === 'skewness' ? undefined : value)));
    const poor = await audit({ f: now }, policy, stripped);
    expect(poor.requirements[0]).toMatchObject({ verdict: 'inconclusive', reason: 'not-estimable' });
    expect(poor.requirements[0]!.message).toContain('the accepted audit carries no limits of this value');
    const refused = async (text: string, baseline: unknown): Promise<string> =>
      audit({ f: now }, text, baseline).then(
        () => 'accepted',
        (error: unknown) => (error instanceof TribuneError ? `${error.code}: ${error.message}` : 'another error'),
      );
    const euros = policyText(
      [{ id: 'fall', metric: 'mean_amount', change: { against: 'baseline', maxDrop: 0.1, relative: true } }],
      { unit: 'EUR' },
    );
    expect(await refused(euros, before)).toBe(
      'BASELINE_INVALID: decisions were of type amount, in USD in the baseline, and this policy says that they are of type amount, in EUR',
    );
    const binary = { ...before, policy: { ...(before as unknown as AuditResult).policy, outcome: undefined } };
    expect(await refused(policy, binary)).toContain('decisions were 0 or 1 in the baseline');
  });

  it('refuses a change relative to a mean error, which may be 0', () => {
    const text = policyText([
      { id: 'bias', metric: 'mean_error', change: { against: 'baseline', maxRise: 0.1, relative: true } },
    ]);
    expect(checkPolicy(text).map(({ message }) => message)).toEqual([
      'bias: a mean error may be 0 or negative, so that a change relative to it says nothing',
    ]);
  });
});
