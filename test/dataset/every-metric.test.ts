import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/adapters/dataset/index.js';
import { formatInterval } from '../../src/core/charts/index.js';
import { checkPolicy, explainRequirement } from '../../src/core/policy/index.js';
import { compositeOf, outcomesOfMetric, type RequirementResult } from '../../src/core/policy/sections/index.js';
import { REQUIREMENT_METRICS } from '../../src/core/policy/sections/requirements.js';
import { runAudit } from '../../src/domain/audits/index.js';
import type { AuditResult } from '../../src/domain/audits/result/index.js';
import { renderHtml, renderJUnit, renderMarkdown, renderSarif } from '../../src/domain/reports/audit/index.js';
import {
  boundText,
  estimateText,
  findingText,
  groupLabel,
  keyText,
  metricKey,
  metricWords,
  plainSentence,
  subjectText,
} from '../../src/domain/wording/index.js';

const PEOPLE = 480;
const pick = <T>(list: readonly T[], i: number): T => list[i % list.length]!;

/** Candidates of a list. */
const LIST = 12;

/** Whether somebody was invited, and whoever was also hired. */
function stagesOf(i: number, isWoman: boolean): readonly (0 | 1 | '')[] {
  const isInvited = (i * 29) % 100 < (isWoman ? 50 : 70);
  return isInvited ? [1, (i * 17) % 100 < (isWoman ? 60 : 50) ? 1 : 0] : [0, ''];
}

/** People of two sexes, of whom every kind of decision was made, with what was right. */
const CSV = [
  'sex,site,y,score,limit,used,grade,due,course,fitting,invited,hired,list,position,relevance,low,high,school',
  ...Array.from({ length: PEOPLE }, (_, i) => {
    const isWoman = i % 2 === 0;
    const score = (((i * 37) % 18) * 5 + 5) / 100;
    return [
      isWoman ? 'woman' : 'man',
      pick(['north', 'south', 'west'], Math.floor(i / 2)),
      (i * 13) % 100 < 30 + 50 * score ? 1 : 0,
      score,
      100 + ((i * 53) % 400) + (isWoman ? 0 : 60),
      120 + ((i * 31) % 400),
      pick(isWoman ? [1, 2, 2, 3] : [1, 2, 3, 3], Math.floor(i / 2) * 5 + (i % 3)),
      pick([1, 2, 3, 2, 1], Math.floor(i / 2) * 3),
      pick(isWoman ? ['basic', 'basic', 'advanced'] : ['basic', 'advanced', 'advanced'], Math.floor(i / 2) * 7),
      pick(['basic', 'advanced', 'advanced', 'basic', 'basic'], i),
      ...stagesOf(i, isWoman),
      Math.floor(i / LIST),
      ((i * 7) % LIST) + 1,
      ((i * 11) % 17) / 16,
      20 + ((i * 23) % 150),
      isWoman ? 380 : 450,
      `school ${Math.floor(i / 2) % 40}`,
    ].join(',');
  }),
].join('\n');

const DATA = {
  binary: ['label: y', 'score: score', 'cutoff: 0.5', 'favourable: 1'],
  amount: [
    'outcome: { type: amount, column: limit, unit: USD, favourable: higher, interval: { lower: low, upper: high } }',
    'label: used',
  ],
  ordered: ['outcome: { type: ordered, column: grade, levels: [1, 2, 3], favourable: higher }', 'label: due'],
  class: [
    'outcome: { type: class, column: course, classes: [basic, advanced], favourable: [advanced] }',
    'label: fitting',
  ],
  stages: [
    'outcome: { type: stages, stages: [{ name: invitation, column: invited }, { name: hiring, column: hired }] }',
  ],
  ranking: ['outcome: { type: ranking, list: list, position: position, relevance: relevance, k: [5] }'],
} as const;
type Kind = keyof typeof DATA;
const KINDS = Object.keys(DATA) as Kind[];

const policyOf = (kind: Kind, requirements: readonly object[]): string =>
  [
    'tribune: policy/v1',
    'name: every-metric',
    'version: 1.0.0',
    'data:',
    ...DATA[kind].map((line) => `  ${line}`),
    '  attributes: { sex: { reference: man }, site: {} }',
    'requirements:',
    ...requirements.map((each) => `  - ${JSON.stringify(each)}`),
    '',
  ].join('\n');

/** What some metrics need besides. */
const PARAMETERS: Readonly<Record<string, object>> = {
  amount_quantile: { q: 0.5 },
  stage_rate: { stage: 'hiring' },
  exposure: { per: 'candidate' },
  share_in_top_k: { k: 5 },
  representation_in_top_k: { k: 5 },
  pairwise_accuracy: { pairs: 'within' },
  turned_pairs: { pairs: 'across' },
  capped_share: { institution: 'school' },
  class_recall: { class: 'basic' },
  class_precision: { class: 'basic' },
  expected_cost: { costs: { basic: { advanced: 1 }, advanced: { basic: 3 } } },
};
const share = { amount: { value: 250 }, ordered: { level: 2 } } as const;

/** Forms of a requirement, of which the policy takes those that its metric has. */
const FORMS: readonly (readonly [string, object])[] = [
  ['difference', { compare: 'difference' }],
  ['ratio', { compare: 'ratio' }],
  ['value', { compare: 'value' }],
  ['everyone', { compare: 'value', by: [] }],
  ['composite', {}],
  ['composite-everyone', { by: [] }],
];
/** A bound that hardly anything keeps and one that is within reach, from either side. */
const BOUNDS: readonly (readonly [string, object])[] = [
  ['tight', { max: 0.0001, evidence: 'point' }],
  ['tight', { min: 0.9999, evidence: 'point' }],
  ['wide', { max: 0.6, evidence: 'violation' }],
  ['wide', { min: 0.3, evidence: 'violation' }],
];

function requirementsOf(metric: string, kind: Kind): object[] {
  const parameters = metric === 'share_at_least' ? share[kind as 'amount' | 'ordered'] : (PARAMETERS[metric] ?? {});
  return FORMS.flatMap(([form, fields]) =>
    (form.endsWith('everyone') ? BOUNDS.slice(2) : BOUNDS).map(([size, bound], i) => ({
      id: `${metric.replaceAll('_', '-')}-${form}-${size}-${i + 1}`,
      metric,
      ...parameters,
      by: ['sex'],
      ...fields,
      ...bound,
      ...('by' in fields ? {} : { smallGroups: 'report' }),
      severity: i % 2 === 0 ? 'block' : 'warn',
      basis: { kind: 'ours', source: 'example' },
    })),
  ).filter((requirement) => checkPolicy(policyOf(kind, [requirement])).every(({ severity }) => severity === 'warning'));
}

const BROKEN = /undefined|\bnull\b|NaN|Infinity|\[object|[a-z]_[a-z]| {2}|\.\.(?!\.)| ,|\( |\bn\/a\b/;

const folder = mkdtempSync(join(tmpdir(), 'tribune-every-metric-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a requirement of every metric in the schema', () => {
  const file = join(folder, 'people.csv');
  writeFileSync(file, `${CSV}\n`);
  const measured = KINDS.flatMap((kind) =>
    REQUIREMENT_METRICS.filter((metric) => metric !== 'result_field' && outcomesOfMetric(metric).includes(kind)).map(
      (metric) => ({ kind, metric, requirements: requirementsOf(metric, kind) }),
    ),
  );

  it('can be written, or this table does not know its parameters', () => {
    expect(measured.filter(({ requirements }) => requirements.length < 2).map(({ metric }) => metric)).toEqual([]);
    const left = REQUIREMENT_METRICS.filter((each) => measured.every(({ metric }) => metric !== each));
    expect(left).toEqual(['result_field']);
  });

  it.each(KINDS)('has words, a chart, a case and a finding that hold together: %s', async (kind) => {
    const requirements = measured.filter((each) => each.kind === kind).flatMap((each) => each.requirements);
    const result = await runAudit(openFiles([file]), { policy: policyOf(kind, requirements), today: '2026-11-29' });
    const renderings = renderingsOf(result);
    result.requirements.forEach((requirement, index) => {
      holdTogether(result, requirement, renderings[index]!);
    });
    expect(renderMarkdown(result)).not.toMatch(/undefined|NaN|\[object/);
    const verdicts = new Set(result.requirements.map(({ verdict }) => verdict));
    expect([...verdicts].sort()).toEqual(expect.arrayContaining(['fail', 'pass']));
    expect(verdicts).not.toContain('not_applicable');
  });
});

interface Renderings {
  readonly section: string;
  readonly junit: string;
  readonly rule: { readonly id: string; readonly fullDescription: { readonly text: string } };
  readonly finding: { readonly message: { readonly text: string } } | undefined;
}

function renderingsOf(result: AuditResult): Renderings[] {
  const sections = renderHtml(result)
    .split(/(?=<section class="requirement )/)
    .slice(1);
  const junit = renderJUnit(result);
  const [run] = JSON.parse(renderSarif(result)).runs;
  return result.requirements.map(({ id }, index) => ({
    section: sections[index]!.split('</section>')[0]!,
    junit: junit.split('<testcase ').find((each) => each.includes(`name="${id}: `)) ?? '',
    rule: run.tool.driver.rules[index],
    finding: run.results.find(({ ruleId }: { ruleId: string }) => ruleId === id),
  }));
}

function holdTogether(result: AuditResult, requirement: RequirementResult, drawn: Renderings): void {
  const { id, estimate, verdict } = requirement;
  expect(estimate, id).not.toBeNull();
  const sentence = plainSentence(result, requirement);
  for (const text of [sentence, requirement.message, findingText(requirement), ...explainRequirement(requirement)]) {
    expect(text, id).not.toMatch(BROKEN);
    expect(text, id).toMatch(/^[A-Z0-9].*\.$/s);
  }
  expect(explainRequirement(requirement).length, id).toBeGreaterThanOrEqual(3);
  expect(sentence, id).toContain(estimateText(requirement).replace(' pp', ''));
  expect(sentence, id).toContain(boundText(requirement).replace(/^within/, 'a difference within'));
  expect(subjectText(requirement), id).not.toMatch(BROKEN);
  expect(drawn.section, id).toContain(`${id}: `);
  expect(drawn.section.match(/<svg/g)?.length ?? 0, `${id} has a chart`).toBeGreaterThan(0);
  expect(drawn.section, id).toContain('<figcaption');
  if (requirement.compare === 'value' && compositeOf(requirement.metric) === null)
    hasOneInterval(requirement, drawn.section);
  expect(drawn.section.replaceAll(/<[^>]*>/g, ' '), id).not.toMatch(/undefined|NaN|\[object/);
  expect(drawn.junit, id).toMatch(verdict === 'pass' ? /<system-out>/ : /message="/);
  expect(drawn.rule.id).toBe(id);
  expect(drawn.rule.fullDescription.text, id).toMatch(/^[A-Zb].{20,}\.$/s);
  expect(drawn.finding?.message.text, id).toBe(verdict === 'pass' ? undefined : sentence);
}

/** The value that decides has in the table of the chart the interval of the verdict, which terminal, page, JUnit and SARIF say in words. */
function hasOneInterval(requirement: RequirementResult, section: string): void {
  const { id, group, lower, upper } = requirement;
  const decided = requirement.parts?.find((part) => keyText(part.group) === keyText(group));
  expect([decided?.lower, decided?.upper], id).toEqual([lower, upper]);
  const { unit } = metricWords(metricKey(requirement));
  const rows = section.split('<tr>').map((row) => row.replaceAll(/<[^>]*>/g, ' '));
  const own = rows.find((row) => row.trim().startsWith(groupLabel(group))) ?? '';
  if (unit === 'amount') return;
  // A number that lies next to a bound has more decimals than others, and so has its column.
  const written = [undefined, 1, 2, 3, 4, 5, 6].map((decimals) => formatInterval(lower, upper, unit, decimals));
  expect(
    written.filter((text) => own.replaceAll(/\s+/g, ' ').includes(text)),
    `${id}: ${own} has none of ${written}`,
  ).not.toEqual([]);
}
