import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/adapters/dataset/index.js';
import { parsePolicy } from '../../src/core/policy/index.js';
import { type AuditResult, runAudit } from '../../src/domain/audits/index.js';
import { renderHtml, renderJUnit, renderMarkdown, renderSarif } from '../../src/domain/reports/audit/index.js';

const folder = resolve(import.meta.dirname, '../../examples/likely-groups');
const text = readFileSync(join(folder, 'policy.yaml'), 'utf8');
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tribune-likely-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const optionsOf = (policyText: string) => ({
  policy: parsePolicy(policyText).policy,
  policyDigest: 'sha256:test',
  policyPath: null,
  today: '2026-11-29',
});

const audit = (file: string, policyText = text): Promise<AuditResult> =>
  runAudit(openFiles([file]), optionsOf(policyText));

describe('people whose groups are known as probabilities', () => {
  it('of the example have bounds that hold the truth, beside a weighted gap that is sure of something false', async () => {
    const people = join(folder, 'people.csv');
    const bounded = await audit(people);
    const assumed = await audit(people, text.replace('reference: male', 'reference: male\n      assume: independent'));
    const membership = text.slice(text.indexOf('  attributes: {}'), text.indexOf('  minGroupSize'));
    const told = await audit(people, text.replace(membership, '  attributes: { sex: { reference: Male } }\n'));
    const truth = told.requirements[0]!.estimate!;
    expect(truth).toBeCloseTo(-0.172, 3);
    const { weighted, bounds } = bounded.requirements[0]!.likely!;
    expect(bounded.requirements[0]).toMatchObject({ verdict: 'inconclusive', estimate: null });
    expect([bounds.lower! < truth, truth < bounds.upper!]).toEqual([true, true]);
    expect(weighted.estimate).toBeCloseTo(-0.148, 3);
    expect(weighted.lower!).toBeGreaterThan(truth);
    expect(assumed.requirements[0]).toMatchObject({ verdict: 'fail', estimate: weighted.estimate });
    expect(bounded.membership![0]).toMatchObject({ attribute: 'sex', reference: 'male', by: 'bounds', missing: 0 });
    const html = renderHtml(bounded);
    expect(html).toContain('Groups known as probabilities');
    expect(html).toContain('Nobody recorded sex');
    for (const report of [renderMarkdown(assumed), renderJUnit(assumed), renderSarif(assumed)])
      expect(report).toContain('among people with equal probabilities of belonging to a group, outcomes do not depend');
  }, 60_000);

  it('end in the same bits by rows in another order and other spellings', async () => {
    const [head, ...lines] = readFileSync(join(folder, 'people.csv'), 'utf8').trimEnd().split('\n');
    const turned = lines
      .reverse()
      .map((line) => line.replace(/^([^,]+),([^,]+)/, (_, a, b) => `${Number(a)},${Number(b).toFixed(5)}`));
    const other = join(directory, 'other.csv');
    writeFileSync(other, `${[head, ...turned].join('\n')}\n`);
    const [one, two] = [await audit(join(folder, 'people.csv')), await audit(other)];
    expect(two.requirements).toEqual(one.requirements);
    expect(two.membership).toEqual(one.membership);
  }, 60_000);

  it('may all have probabilities of their own, more of them than there can be groups', async () => {
    const file = join(directory, 'own.csv');
    const rows = Array.from(
      { length: 10_100 },
      (_, i) => `${i / 10_100},${1 - i / 10_100},F,${i % 2},${i % 3 === 0 ? 1 : 0},1`,
    );
    writeFileSync(file, `p_female,p_male,sex,high_income,predicted,n\n${rows.join('\n')}\n`);
    const { groups } = (await audit(file)).membership![0]!;
    expect(groups.reduce((sum, { n }) => sum + n, 0)).toBeCloseTo(10_100, 6);
  }, 60_000);

  it('stop an audit where probabilities are none, with the number of rows', async () => {
    const file = join(directory, 'wrong.csv');
    writeFileSync(
      file,
      'p_female,p_male,sex,high_income,predicted,n\n0.5,0.6,F,1,1,3\n0.5,,F,1,0,2\n0.5,0.5,F,0,0,40\n',
    );
    await expect(audit(file)).rejects.toThrow(
      'columns p_female, p_male: 1 row whose probabilities do not add up to 1 (p_female 0.5, p_male 0.6); 1 row with some of the probabilities only (p_female 0.5, p_male is missing)',
    );
  }, 60_000);
});
