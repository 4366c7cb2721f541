import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliRun, cli } from '../../../../../test/e2e/support.js';
import { createGenerator } from '../../../../core/stats/index.js';

let folder = '';
const at = (name: string): string => join(folder, name);
const collect = (...more: string[]): Promise<CliRun> =>
  cli(['collect', at('people.csv'), '-p', at('policy.yaml'), '-q', ...more], '2026-11-30');

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tribune-collect-'));
  const random = createGenerator('collect');
  // Of the few women another column tells the label than of men: a model learns it from women alone.
  const lines = Array.from({ length: 1600 }, (_, i) => {
    const sex = i % 100 === 0 ? 'x' : i % 5 === 0 ? 'f' : 'm';
    const [a, b] = [random.nextNormal(), random.nextNormal()];
    const repaid = +(random.nextUniform() < 1 / (1 + Math.exp(-3 * (sex === 'f' ? b : a) - (sex === 'm' ? 0.5 : 0))));
    return `${sex},${sex === 'f' ? 1 : 0},${a.toFixed(3)},${b.toFixed(3)},${repaid}`;
  });
  writeFileSync(at('people.csv'), `sex,woman,a,b,repaid\n${lines.join('\n')}\n`);
  writeFileSync(
    at('policy.yaml'),
    `tribune: policy/v1
name: lender
version: 1.0.0
data: { label: repaid, prediction: approved, favourable: 1, attributes: { sex: {} } }
requirements:
  - { id: alike, metric: favourable_rate, by: [sex], compare: difference, max: 0.1, evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: test } }
`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('tribune collect', () => {
  it('says how many more people of which group', async () => {
    const found = await collect(
      '--learner',
      'tree',
      '--cost',
      '50..200',
      '--overhead',
      '0.3..0.5',
      '--json',
      '--repeats',
      '2',
    );
    expect(found.code, found.err).toBe(0);
    const { groups, judging, bound, verdict } = JSON.parse(found.out);
    expect(groups.map(({ key }: { key: { sex: string } }) => key.sex)).toEqual(['f', 'm', 'x']);
    const [women, men, few] = groups;
    expect(bound).toBe(Math.min(women.error.estimate, men.error.estimate));
    expect(Math.min(women.more.estimate ?? 1, men.more.estimate ?? 1)).toBe(0);
    expect(few).toMatchObject({ curve: null, more: null });
    expect(few.cautions).toContainEqual(expect.stringContaining('ask them first'));
    expect(typeof verdict).toBe('string');
    expect(judging.enough).toBeGreaterThan(0);
    for (const { more, cost } of [women, men])
      if (more.upper !== null) expect(cost.high).toBeCloseTo(more.upper * 200 * 1.5, 6);
  });

  it('tells it in words', async () => {
    const found = await collect('--learner', 'tree', '--error', '0.01', '--repeats', '2');
    expect(found.out, found.err).toMatch(/alike \(.*\): favourable rate of/);
    expect(found.out).toMatch(/never in \d+ %/);
    expect(found.out).toContain('note: x: too few people for a curve');
  });

  it.each<[string, string[], string]>([
    ['an error that is no share', ['--error', '2'], '--error 2: no share'],
    ['a span in the wrong order', ['--cost', '9..1'], '--cost 9..1: no span'],
    ['an overhead of no cost', ['--overhead', '0.3'], '--overhead without --cost'],
    ['a learner that there is not', ['--learner', 'logistik'], '--learner logistik'],
  ])('refuses %s', async (_, more, said) => {
    const { code, err } = await collect(...more);
    expect([code, err]).toEqual([2, expect.stringContaining(said)]);
  });
});
