import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliRun, cli } from '../../../../../test/e2e/support.js';
import type { Alternatives, CandidateResult } from '../../../../domain/mitigation/alternatives/index.js';
import { answerSentence } from '../../../../domain/mitigation/page/index.js';

let folder = '';
const at = (name: string): string => join(folder, name);

const run = (...words: string[]): Promise<CliRun> => cli(words, '2026-11-30');

const policy = (max: number, more = ''): string => `tribune: policy/v1
name: lender
version: 1.0.0
data:
  label: repaid
  prediction: approved
  favourable: 1
  attributes:
    sex: {}
requirements:
  - id: alike
    metric: favourable_rate
    by: [sex]
    compare: difference
    max: ${max}
    evidence: point
    smallGroups: report
    severity: block
    basis: { kind: ours, source: "test" }
${more}`;

const AMOUNTS = `utility:
  unit: EUR
  amount: income
  gains: { truePositive: 3, falsePositive: -7, trueNegative: 0, falseNegative: 0 }
`;

/** Women have lower incomes, and whether somebody repays follows income and chance. */
function people(count: number): string {
  const lines = ['sex,income,town,repaid,approved'];
  for (let i = 0; i < count; i++) {
    const woman = i % 3 === 0;
    const income = ((i * 37) % 100) / 100 - (woman ? 0.25 : 0);
    const repaid = +(income + ((i * 53) % 91) / 91 > 0.95);
    lines.push(
      `${woman ? 'f' : 'm'},${income},${['north', 'south', 'east'][(i * 7) % 3]},${repaid},${+(income > 0.5)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tribune-alternatives-'));
  writeFileSync(at('people.csv'), people(2000));
  writeFileSync(at('policy.yaml'), policy(0.1));
  writeFileSync(at('loose.yaml'), policy(0.9));
  writeFileSync(at('amounts.yaml'), policy(0.9, AMOUNTS));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const frontierOf = (name: string): Alternatives => JSON.parse(readFileSync(at(`${name}/frontier.json`), 'utf8'));
const named = ({ candidates }: Alternatives, id: string): CandidateResult => candidates.find((one) => one.id === id)!;

describe('tribune mitigate', () => {
  it('tries what can be done before, in and after training, and judges all of it on people of no other part', async () => {
    const given = [at('people.csv'), '-p', at('policy.yaml'), '-l', 'logistic', '-q'];
    const done = await run('mitigate', ...given, '-o', at('found'));
    expect(done.code, done.err).toBe(0);
    const result = frontierOf('found');
    // Each group and label is halved by itself, so that a part may have a person more or less.
    const { train, cutoffs, choose, judge: judging } = result.parts;
    expect([train, cutoffs, choose, judging].map((n) => Math.round(n / 10))).toEqual([100, 25, 25, 50]);
    expect(train + cutoffs + choose + judging).toBe(2000);
    expect(result.data.features).toEqual(['income', 'town']);
    expect(new Set(result.candidates.map(({ stage }) => stage))).toEqual(new Set(['none', 'before', 'in', 'after']));
    expect(result.answer).toBe('kept');
    const [plain, chosen] = [result.reference, result.chosen!].map((id) => named(result, id)) as [
      CandidateResult,
      CandidateResult,
    ];
    expect(plain.judge.gap.verdict).toBe('fail');
    expect(Math.abs(plain.judge.gap.estimate!)).toBeGreaterThan(0.3);
    expect(Math.abs(chosen.choose.gap.estimate!)).toBeLessThanOrEqual(0.1);
    expect(Math.abs(chosen.judge.gap.estimate!)).toBeLessThan(0.2);
    for (const one of result.candidates)
      for (const file of one.files) expect(existsSync(at(`found/${file}`))).toBe(true);
    for (const { against, judge } of result.candidates.slice(1)) {
      expect(against!.moved.reduce((sum, { n }) => sum + n, 0)).toBe(judging);
      const change = judge.quality.estimate - plain.judge.quality.estimate;
      expect(against!.quality.estimate).toBeCloseTo(change, 12);
    }
    // The sum of moves is what the rates say.
    for (const { n, toFavourable, toUnfavourable, rateBefore, rateAfter } of chosen.against!.moved)
      expect((toFavourable - toUnfavourable) / n).toBeCloseTo(rateAfter - rateBefore, 12);
    expect(done.out).toContain(`judged by ${judging} whom nothing had looked at`);
    const page = readFileSync(at('found/report.html'), 'utf8');
    expect(page).toContain('Who is decided about otherwise');
    // What stands beside a pair of shares is its change, and not the gap that the page is about.
    expect(page).toMatch(/>change<\/text>/);
    expect(page).not.toMatch(/>gap<\/text>/);
    const women = chosen.against!.moved.find(({ key }) => key?.sex === 'f')!;
    expect(page).toContain(`>+${((women.rateAfter - women.rateBefore) * 100).toFixed(1)} pp</text>`);

    const tried = result.candidates.map(({ technique }) => technique);
    expect(tried).toEqual(expect.arrayContaining(['reweighing', 'resampling', 'massaging', 'worst-group', 'cutoffs']));
    expect(named(result, 'massaging-logistic').cautions.join()).toContain('are not true of these people');
    const text = readFileSync(at('found/report.md'), 'utf8');
    expect(text).toContain(`| alternative | accuracy | change of accuracy |`);
    expect(text).toContain('(chosen)');
    expect(text).toContain('## What law says of using the attribute');

    const again = await run('mitigate', ...given, '-o', at('found'));
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('nothing is written over')]);
    await run('mitigate', ...given, '-o', at('twice'));
    const strip = (alternatives: Alternatives): unknown =>
      alternatives.candidates.map((one) => [one.judge, one.choose]);
    expect(strip(frontierOf('twice'))).toEqual(strip(result));
  });

  it('writes what runs elsewhere: the model, its rule of cutoffs, and the columns of a repair', async () => {
    const result = frontierOf('found');
    const { digest } = JSON.parse(readFileSync(at('found/rules/cutoffs-logistic.json'), 'utf8'));
    expect(digest).toMatch(/^sha256:/);
    const scored = await run(
      'predict',
      at('found/models/none-logistic.json'),
      at('people.csv'),
      '-o',
      at('scores.csv'),
    );
    expect(scored.code, scored.err).toBe(0);
    const scores = readFileSync(at('scores.csv'), 'utf8').trimEnd().split('\n').slice(1);
    const rows = people(2000).trimEnd().split('\n').slice(1);
    writeFileSync(
      at('scored.csv'),
      `score,sex\n${rows.map((row, i) => `${scores[i]!.split(',')[1]},${row.split(',')[0]}`).join('\n')}\n`,
    );
    const rule = [at('found/rules/cutoffs-logistic.json'), at('scored.csv'), '-o', at('decisions.csv')];
    const applied = await run('apply', ...rule);
    expect(applied.code, applied.err).toBe(0);
    const decisions = readFileSync(at('decisions.csv'), 'utf8').trimEnd().split('\n').slice(1);
    const rate = (sex: string): number => {
      const those = decisions.filter((_, i) => rows[i]!.startsWith(sex));
      return those.filter((line) => line.endsWith(',1')).length / those.length;
    };
    const { moved } = named(result, 'cutoffs-logistic').against!;
    for (const { key, rateAfter } of moved) expect(Math.abs(rate(key!.sex!) - rateAfter)).toBeLessThan(0.08);
    const { columns } = JSON.parse(readFileSync(at('found/columns/repair-logistic.json'), 'utf8'));
    expect(Object.keys(columns)).toEqual(['income']);
  });

  it.each(['repair', 'decorrelation'])(
    'changes the columns of other people by %s as those that were learned from',
    async (name) => {
      const result = frontierOf('found');
      const file = at(`found/columns/${name}-logistic.json`);
      const changed = await run('apply', file, at('people.csv'), '-q', '-o', at('changed.csv'));
      expect(changed.code, changed.err).toBe(0);
      expect(changed.out).toMatch(/^column +rows changed\nincome +\d+\n2000 rows: /);
      const scored = await run(
        'predict',
        at(`found/models/${name}-logistic.json`),
        at('changed.csv'),
        '-o',
        at('scores2.csv'),
      );
      expect(scored.code, scored.err).toBe(0);
      const ones = readFileSync(at('scores2.csv'), 'utf8')
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => Number(line.split(',')[1]) >= 0.5);
      const rows = people(2000).trimEnd().split('\n').slice(1);
      for (const { key, rateAfter } of named(result, `${name}-logistic`).against!.moved) {
        const those = ones.filter((_, i) => rows[i]!.startsWith(key!.sex!));
        // All people are those who judge and others of the same kind.
        expect(Math.abs(those.filter(Boolean).length / those.length - rateAfter)).toBeLessThan(0.08);
      }
      // A group that nobody learned from is not that of the most people: it stays as it is, and is told.
      const [head, first] = people(2000).split('\n') as [string, string];
      writeFileSync(at('unseen.csv'), `${head}\n${first}\n${first.replace(/^[fm]/, 'x')}\n`);
      const unseen = await run('apply', file, at('unseen.csv'), '-q', '-o', at('unseen-changed.csv'));
      expect([unseen.code, unseen.err]).toEqual([0, expect.stringContaining('1 rows are of no group of the changes')]);
      expect(readFileSync(at('unseen-changed.csv'), 'utf8').split('\n')[2]).toBe(first.replace(/^[fm]/, 'x'));
      writeFileSync(at('forged.json'), readFileSync(file, 'utf8').replace(/"mean":[\d.]+|"level":1/, '"level":0.5'));
      const forged = await run('apply', at('forged.json'), at('people.csv'), '-q', '-o', at('no.csv'));
      expect([forged.code, forged.err]).toEqual([2, expect.stringMatching(/was changed|columns\.income/)]);
      const drawn = await run('apply', file, at('people.csv'), '--id', 'sex', '-q', '-o', at('no.csv'));
      expect(drawn.err).toContain('--id with changes of columns');
    },
  );

  it('says that mending is not indicated where the unmitigated model passes, and tries nothing else', async () => {
    const given = [at('people.csv'), '-p', at('loose.yaml'), '-l', 'logistic', '-q', '-o', at('fine')];
    const done = await run('mitigate', ...given);
    expect(done.out).toContain('No gap shown, mending not indicated.');
    const { answer, candidates, chosen } = frontierOf('fine');
    expect([answer, candidates.length, chosen]).toEqual(['not-indicated', 1, null]);
  });

  it('says that quality is not the utility of a policy that weighs decisions by an amount', async () => {
    const given = [at('people.csv'), '-p', at('amounts.yaml'), '-l', 'logistic', '-q', '-o', at('amounts')];
    const done = await run('mitigate', ...given);
    expect(done.err).toContain('note: quality is accuracy: the utility of the policy weighs decisions by "income"');
    expect(frontierOf('amounts').quality).toEqual({ measure: 'accuracy', unusedAmount: 'income' });
    expect(readFileSync(at('amounts/report.html'), 'utf8')).toContain('weighs decisions by &quot;income&quot;');
    const rule = ['-c', 'equal_opportunity', '--objective', 'profit', '-o', at('no.json')];
    const refused = await run('thresholds', at('people.csv'), '-p', at('amounts.yaml'), ...rule);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('weighs decisions by "income"')]);
  });

  it('says of a chosen one that is the unmitigated model whether it keeps the bound, and of another what it breaks', () => {
    const found = frontierOf('found');
    const plain = (answer: Alternatives['answer']): string =>
      answerSentence({ ...found, chosen: found.reference, answer });
    expect(plain('kept')).toContain('It keeps the bound (within ±10 pp) on the choosing part');
    expect(plain('nearest')).toMatch(/No alternative keeps the bound .* none comes nearer than it; .* still fails\.$/);
    const candidates = found.candidates.map((one) => {
      const other = { id: 'errors', severity: 'block', verdict: one.id === found.chosen ? 'fail' : 'pass' } as const;
      return { ...one, judge: { ...one.judge, requirements: [...one.judge.requirements, other] } };
    });
    expect(answerSentence(found)).not.toContain('blocking');
    expect(answerSentence({ ...found, candidates })).toContain('It makes other blocking requirements fail: errors.');
  });

  it('is what an audit that fails by a gap names', async () => {
    const failed = await run('audit', at('people.csv'), '-p', at('policy.yaml'));
    expect(failed.code).toBe(1);
    expect(failed.out).toContain(
      `to look for alternatives: tribune mitigate ${at('people.csv')} --policy ${at('policy.yaml')} --requirement alike --out mitigated`,
    );
    const passed = await run('audit', at('people.csv'), '-p', at('loose.yaml'));
    expect([passed.code, passed.out]).toEqual([0, expect.not.stringContaining('alternatives')]);
  });

  it.each<[string, string[], string]>([
    ['another target than the label', ['-t', 'approved'], 'the policy judges by the label "repaid"'],
    ['a requirement that there is not', ['--requirement', 'alik'], 'Did you mean "alike"?'],
    ['a learner of numbers', ['-l', 'linear'], 'no learner of 0 and 1'],
    ['options of columns', ['--level', '0.5'], '--level has no meaning here'],
  ])('refuses %s', async (_, options, said) => {
    const { code, err } = await run('mitigate', at('people.csv'), '-p', at('policy.yaml'), '-o', at('no'), ...options);
    expect([code, err]).toEqual([2, expect.stringContaining(said)]);
    expect(existsSync(at('no'))).toBe(false);
  });

  it('says how many people are too few', async () => {
    writeFileSync(at('few.csv'), people(40));
    const { code, err } = await run('mitigate', at('few.csv'), '-p', at('policy.yaml'), '-o', at('no'), '-q');
    expect([code, err]).toEqual([2, expect.stringContaining('40 people of')]);
  });
});
