import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/adapters/dataset/index.js';
import { checkPolicy } from '../../src/core/policy/index.js';
import { createGenerator } from '../../src/core/stats/index.js';
import { runAudit } from '../../src/domain/audits/index.js';
import { renderHtml, renderJUnit, renderMarkdown, renderSarif } from '../../src/domain/reports/audit/index.js';

const root = resolve(import.meta.dirname, '../..');
let directory: string;
let file: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tribune-outcome-strata-'));
  file = join(directory, 'people.csv');
  const random = createGenerator(5);
  const rows = Array.from({ length: 900 }, () => {
    const [sex, site] = [random.nextUniform() < 0.5 ? 'f' : 'm', random.nextUniform() < 0.3 ? 'north' : 'south'];
    const chance = (sex === 'f' ? 0.5 : 0.6) + (site === 'north' ? 0.2 : 0);
    const [passed, offered] = [random.nextUniform() < 0.8 ? 1 : 0, random.nextUniform() < chance ? 1 : 0];
    const made = passed === 1 ? offered : '';
    // The same decision as a level and as a class.
    return [sex, site, passed, made, passed === 1 ? (offered === 1 ? 'B' : 'C') : '', passed === 1 ? offered : ''].join(
      ',',
    );
  });
  writeFileSync(file, ['sex,site,screened,offered,grade,got', ...rows, ''].join('\n'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const policyText = (data: readonly string[], requirement: string): string =>
  [
    'tribune: policy/v1',
    'name: example',
    'version: "1"',
    'data:',
    ...data.map((line) => `  ${line}`),
    '  attributes: { sex: { reference: m } }',
    'requirements:',
    `  - { id: r, ${requirement}, by: [sex], given: [site], evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: example } }`,
    '',
  ].join('\n');

const STAGES = [
  'outcome: { type: stages, stages: [{ name: screen, column: screened }, { name: offer, column: offered }] }',
];
const LEVELS = ['outcome: { type: ordered, column: grade, levels: [C, B, A], favourable: higher }'];
const CLASSES = ['outcome: { type: class, column: grade, classes: [C, B] }'];
const BINARY = ['prediction: got', 'favourable: 1'];

const audit = (text: string) => runAudit(openFiles([file]), { policy: text, today: '2026-11-28' });

describe('rates of stages, levels and classes within strata', () => {
  it.each([
    ['the rate of a stage', STAGES, 'metric: stage_rate, stage: offer'],
    ['a share of levels', LEVELS, 'metric: share_at_least, level: B'],
    ['a rate of classes', CLASSES, 'metric: class_rate, class: B'],
  ])('have the gap that the same decisions of 0 and 1 have: %s', async (_, data, metric) => {
    for (const compare of ['compare: difference, max: 0.01', 'compare: ratio, min: 0.95']) {
      const same = (await audit(policyText(BINARY, `metric: favourable_rate, ${compare}`))).requirements[0]!;
      const result = await audit(policyText(data, `${metric}, ${compare}`));
      const judged = result.requirements[0]!;
      const { estimate, lower, upper, method, pValue, verdict, within, nGroup } = same;
      expect(judged).toMatchObject({ estimate, lower, upper, method, pValue, verdict, within, nGroup });
      expect(judged.within!.strata).toBe(2);
      expect(renderHtml(result)).toContain('within the same site');
    }
  });

  it('of amounts have the gap of the same decisions of 0 and 1, and means that of one mean in each stratum', async () => {
    const amount = ['outcome: { type: amount, column: got, unit: USD, favourable: higher }'];
    for (const compare of ['compare: difference, max: 0.01', 'compare: ratio, min: 0.95']) {
      const same = (await audit(policyText(BINARY, `metric: favourable_rate, ${compare}`))).requirements[0]!;
      const { estimate, lower, upper, method, pValue, verdict, within, nGroup } = same;
      const shares = await audit(policyText(amount, `metric: share_at_least, value: 1, ${compare}`));
      expect(shares.requirements[0]).toMatchObject({ estimate, lower, upper, method, pValue, verdict, within, nGroup });
      const means = await audit(policyText(amount, `metric: mean_amount, ${compare}`));
      const judged = means.requirements[0]!;
      expect(judged.estimate).toBeCloseTo(estimate!, 12);
      within!.rates.forEach(({ stratum, group }, i) => {
        const mean = judged.within!.means![i]!;
        expect(mean.stratum).toEqual(stratum);
        expect(mean.group.mean).toBeCloseTo(group.rate!, 12);
      });
      const html = renderHtml(means);
      expect(html).toContain('within the same site');
      expect(html).toContain('Standardised over the same site, the mean amount is');
      expect(html).toContain('site north');
      expect(html).toContain(
        'Both are standardised over 2 strata of site that have at least three people of both groups, of 2.',
      );
    }
  });

  it('tell the explained gap of the example from the one that is not', async () => {
    const people = (policy: string) =>
      runAudit(openFiles([join(root, 'examples/incomes/people.csv')]), {
        policy: readFileSync(join(root, 'examples/incomes', policy), 'utf8'),
        today: '2026-11-28',
      });
    const [explained, offered] = [await people('policy.yaml'), await people('offered.yaml')];
    expect(explained.requirements.map(({ verdict }) => verdict)).toEqual(['fail', 'pass']);
    expect(explained.requirements.map(({ estimate }) => Number(estimate!.toFixed(2)))).toEqual([0.42, 1]);
    expect(explained.verdict).toBe('pass');
    expect(offered.requirements.map(({ verdict }) => verdict)).toEqual(['fail', 'fail']);
    expect(offered.requirements[1]!.estimate).toBeCloseTo(0.1, 12);
    for (const render of [renderMarkdown, renderJUnit, renderSarif])
      expect(render(offered)).toContain('Standardised over the same income, the mean amount is USD 563.86');
    expect(offered.requirements[1]!.message).toContain(
      'Both are standardised over 3 strata of income that have at least three people of both groups, of 3.',
    );
    expect(offered.verdict).toBe('fail');
  });

  it('are the only ones: what is no rate is refused, and data.strata says where to ask', () => {
    const said = (data: readonly string[], requirement: string) =>
      checkPolicy(policyText(data, requirement))
        .map(({ message, remedy }) => `${message}. ${remedy}`)
        .join('\n');
    expect(said([...CLASSES, 'label: got'], 'metric: macro_recall, compare: difference, max: 0.1')).toContain(
      'only rates are compared within strata. Use one of class_rate, class_recall, class_precision.',
    );
    expect(said([...STAGES, 'strata: [site]'], 'metric: funnel_rate, compare: ratio, min: 0.8')).toContain(
      'a requirement compares its groups within the values of columns with `given: [COLUMN]`',
    );
    const amounts = ['outcome: { type: amount, column: got, unit: USD, favourable: higher }'];
    expect(said(amounts, 'metric: median_amount, compare: ratio, min: 0.8')).toContain(
      'a quantile of all people does not follow from those of strata. Use one of mean_amount, share_at_least,',
    );
    expect(said([...amounts, 'strata: [site]'], 'metric: mean_amount, compare: ratio, min: 0.8')).toContain(
      'data.strata has no meaning where decisions are amounts. Drop strata: a requirement compares its groups within the values of columns with `given: [COLUMN]`',
    );
  });

  it.each([
    [
      STAGES,
      'stages with sampling weights are not audited: their tally counts whole people, and the steps of a funnel',
    ],
    [
      LEVELS,
      'levels with sampling weights are not audited: their tally counts whole people, and the interval of the chance',
    ],
    [
      CLASSES,
      'classes with sampling weights are not audited: their tally counts whole people, and the interval of an expected cost',
    ],
  ])('with sampling weights are refused, and why is said (%#)', (data, words) => {
    const text = policyText(
      [...data, 'weight: got', 'weightKind: sampling'],
      'metric: funnel_rate, compare: ratio, min: 0.8',
    );
    const said = checkPolicy(text)
      .map(({ message, remedy }) => `${message}. ${remedy}`)
      .join('\n');
    expect(said).toContain(words);
    expect(said).toContain('decisions of 0 and 1, which take sampling weights');
  });
});
