import { describe, expect, it } from 'vitest';
import { verdictBlock } from '../../src/apps/cli/terminal/verdict.js';
import { type TallyRow, tallyRows } from '../../src/core/fairness/tally/tally.js';
import { parsePolicy } from '../../src/core/policy/index.js';
import { type AuditResult, runAudit, suspiciousValues } from '../../src/domain/audits/index.js';
import { renderHtml, renderJUnit, renderMarkdown } from '../../src/domain/documents/index.js';
import { plainText } from './claims.js';

const POLICY = (data: string, severity = 'block') => `tribune: policy/v1
name: people
version: "1"
data: { ${data}, favourable: 1, attributes: { g: {} } }
requirements:
  - { id: r, metric: favourable_rate, by: [g], compare: difference, max: 0.1, evidence: violation, smallGroups: report, severity: ${severity}, basis: { kind: ours, source: us } }
`;

async function audit(
  text: string,
  rows: readonly TallyRow[],
  scores = false,
  today = '2026-11-22',
): Promise<AuditResult> {
  const { policy } = parsePolicy(text, { file: 'policy.yaml' });
  const spec = {
    policyDigest: '',
    attributes: ['g'],
    weightKind: policy.data.weightKind,
    score: { kind: scores ? ('distinct' as const) : ('none' as const) },
    scoreScale: 1,
  };
  const tally = tallyRows(spec, rows);
  return runAudit(
    { tally: async () => ({ tally, sources: [] }) },
    { policy, policyDigest: '', policyPath: null, today, toolVersion: '0' },
  );
}

const row = (group: string, i: number, weight = 1, label: 0 | 1 | null = null): TallyRow => ({
  values: [group],
  label,
  prediction: i % 3 === 0 ? 1 : 0,
  score: (i % 10) / 10,
  weight,
});
const people = (
  groups: readonly string[],
  each: number,
  weight: (i: number) => number,
  labelled: boolean,
): TallyRow[] =>
  groups.flatMap((g) =>
    Array.from({ length: each }, (_, i) => row(g, i, weight(i), labelled ? ((i % 2) as 0 | 1) : null)),
  );
const terminal = (result: AuditResult): string =>
  verdictBlock(result, (_, text) => text, { columns: 10_000, auditPath: null });

describe('people of a survey', () => {
  it('are those in the sample; whom they stand for and how much they tell stands beside, for every group', async () => {
    const text = POLICY('label: y, prediction: p, score: s, weight: w, weightKind: sampling');
    const result = await audit(
      text,
      people(['a', 'b'], 100, (i) => 1000.25 + 900 * (i % 2), true),
      true,
    );
    const weights = Array.from({ length: 200 }, (_, i) => 1000.25 + 900 * (i % 2));
    const [sum, squares] = [weights.reduce((a, b) => a + b, 0), weights.reduce((a, b) => a + b * b, 0)];
    expect(result.overall).toMatchObject({ n: sum, rows: 200 });
    expect(result.overall.effectiveN).toBeCloseTo(sum ** 2 / squares, 6);
    expect(result.groups.map(({ rows }) => rows)).toEqual([100, 100]);
    const words = '200, weighted to 290,050; effective sample size 182';
    expect(plainText(renderHtml(result))).toContain(`People audited ${words}`);
    expect(renderMarkdown(result)).toContain(`people audited: ${words}`);
    expect(terminal(result)).toContain('200 people, weighted to 290,050 (effective size 182)');
    expect(plainText(renderHtml(result))).toContain('Group sampled effective n weighted n TP FP FN TN');
    const auc = result.groups[0]!.metrics.auc!;
    expect([auc.status, auc.lower, auc.estimate! > 0]).toEqual(['undefined', null, true]);
    expect(auc.reason).toContain('sampling weights');
  });
});

describe('people without labels', () => {
  it('have no columns of errors', async () => {
    const html = plainText(
      renderHtml(
        await audit(
          POLICY('prediction: p'),
          people(['a', 'b'], 100, () => 1, false),
        ),
      ),
    );
    expect(html).toContain('Groups of g Group n favourable rate a 100');
    expect(html).not.toContain('TP FP FN TN');
    expect(html).not.toContain('true positive rate');
  });
});

describe('groups that look alike, or like missing', () => {
  it.each([
    [['Male', 'Male ', 'male', 'Female'], [['Male', 'Male ', 'male']], []],
    [['A  B', 'a b', 'A\u00a0B', 'AB'], [['A  B', 'a b', 'A\u00a0B']], []],
    [['é', 'e\u0301'], [['é', 'e\u0301']], []],
    [['NA', 'N/A', 'nan', '-NaN', 'null', '?', '#N/A', '<NA>', 'Unknown', '-', 'Nan cy', 'NATO'], [], 10],
    [['None', 'Other', '0', 'ß'], [], []],
  ] as const)('%j', (values, alike, missing) => {
    const found = suspiciousValues('g', values);
    expect(found.filter(({ kind }) => kind === 'alike').map((one) => one.values)).toEqual(alike);
    const looks = found.filter(({ kind }) => kind === 'looks-missing').flatMap((one) => one.values);
    expect(typeof missing === 'number' ? looks.length : looks).toEqual(missing);
  });

  it('are told from probabilities of belonging to a group, which are many numbers from 0 to 1', () => {
    const chances = Array.from({ length: 40 }, (_, i) => String(i / 39));
    const [found, ...more] = suspiciousValues('p_black', chances);
    expect([found!.kind, more]).toEqual(['probabilities', []]);
    expect(found!.message).toContain('"0.05128205128205128"');
    expect(found!.message).toContain('and 34 more look like probabilities, and each counts as a group of its own');
    expect(found!.remedy).toContain('data.membership');
    for (const others of [
      ['0', '1'],
      ['0.25', '0.5', '0.75', '1'],
      [...chances, '2'],
      [...chances, 'none'],
    ])
      expect(suspiciousValues('g', others).map(({ kind }) => kind)).not.toContain('probabilities');
  });

  it('are named with the remedy in every report for people, and not without a reason', async () => {
    const dirty = await audit(
      POLICY('prediction: p'),
      people(['Male', 'male', 'NA', 'Female'], 60, () => 1, false),
    );
    for (const text of [plainText(renderHtml(dirty)), renderMarkdown(dirty), terminal(dirty)]) {
      expect(text).toContain('"Male", "male" differ in case or blanks only, and count as 2 groups');
      expect(text.replaceAll('\\', '')).toContain('data.missing: ["NA"]');
    }
    expect(
      (
        await audit(
          POLICY('prediction: p'),
          people(['a', 'b'], 60, () => 1, false),
        )
      ).cautions,
    ).toBeUndefined();
  });
});

describe('people of unknown group', () => {
  it('are said to be left out of the inequality between groups, with how many they are', async () => {
    const known = people(['a', 'b'], 60, () => 1, true);
    const some: TallyRow[] = [...known, ...people(['c'], 7, () => 1, true).map((one) => ({ ...one, values: [null] }))];
    const result = await audit(POLICY('label: y, prediction: p'), some);
    const words = 'People of unknown group are left out of the part between groups: 7 of 127 for g.';
    for (const text of [plainText(renderHtml(result)), renderMarkdown(result)]) expect(text).toContain(words);
    expect(renderMarkdown(await audit(POLICY('label: y, prediction: p'), known))).not.toContain('left out of the part');
  });
});

describe('the day of an audit', () => {
  it('stands in the result, and every report of it is a function of the result alone', async () => {
    const result = await audit(
      POLICY('prediction: p'),
      people(['a', 'b'], 60, () => 1, false),
      false,
      '2027-03-04',
    );
    expect(result.evaluatedOn).toBe('2027-03-04');
    expect(plainText(renderHtml(result))).toContain('Judged on 2027-03-04');
    expect(renderMarkdown(result)).toContain('judged on 2027-03-04');
    expect(renderJUnit(result)).toContain('name="evaluatedOn" value="2027-03-04"');
  });
});

describe('a policy that only warns', () => {
  it('does not read as passed', async () => {
    const result = await audit(
      POLICY('prediction: p', 'warn'),
      people(['a', 'b'], 60, () => 1, false),
    );
    for (const text of [plainText(renderHtml(result)), renderMarkdown(result), terminal(result)])
      expect(text).toMatch(/Nothing blocks|nothing blocks/);
    expect(renderMarkdown(result).split('\n')[0]).toMatch(
      /^## – Nothing blocks: every requirement of the policy only warns/,
    );
  });
});
