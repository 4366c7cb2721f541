import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliRun, cli } from '../../../../../test/e2e/support.js';

let folder = '';
const at = (name: string): string => join(folder, name);

const run = (...words: string[]): Promise<CliRun> => cli(words, '2026-11-30');

const POLICY = `tribune: policy/v1
name: lender
version: 1.0.0
data:
  label: repaid
  prediction: approved
  score: score
  favourable: 1
  missing: ["?"]
  attributes:
    sex: {}
requirements:
  - id: alike
    metric: favourable_rate
    by: [sex]
    compare: difference
    max: 0.1
    evidence: point
    smallGroups: report
    severity: block
    basis: { kind: ours, source: "test" }
`;

/** Rows of two groups: the second has lower incomes and repays less often. */
function people(count: number): string {
  const lines = ['sex,income,"note, free",repaid,approved,score'];
  for (let i = 0; i < count; i++) {
    const woman = i % 3 === 0;
    const income = 1000 + ((i * 37) % 100) * 20 - (woman ? 300 : 0);
    const chance = (income + ((i * 53) % 90) * 20) / 5000;
    const repaid = chance > 0.52 ? 1 : 0;
    lines.push(
      `${i === 7 ? '?' : woman ? 'f' : 'm'},${income},"a ""b"", ${i}",${i === 8 ? '' : repaid},${+(chance > 0.5)},${Math.min(1, income / 3000)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tribune-mitigation-'));
  writeFileSync(at('people.csv'), people(600));
  writeFileSync(at('policy.yaml'), POLICY);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const column = (file: string, name: string): string[] => {
  const [header, ...rows] = readFileSync(at(file), 'utf8').trimEnd().split('\n');
  const place = header!.split(',').indexOf(name);
  return rows.map((row) => row.split(',')[place]!);
};

describe('tribune mitigate', () => {
  it('--weights writes one weight a row, which train takes', async () => {
    const written = await run(
      'mitigate',
      '--weights',
      at('people.csv'),
      '-p',
      at('policy.yaml'),
      '-o',
      at('weights.csv'),
    );
    expect(written, written.err).toMatchObject({ code: 0 });
    expect(written.out).toContain('share of label 1');
    expect(written.err).toContain('1 rows: missing label, weight 0');
    expect(written.err).toContain('1 rows have no known group');
    const weights = column('weights.csv', 'weight').map(Number);
    expect(weights).toHaveLength(600);
    expect([weights[7], weights[8]]).toEqual([1, 0]);
    expect(weights[0]).not.toBe(1);
    const trained = ['train', at('people.csv'), '-t', 'repaid', '-p', at('policy.yaml'), '--features', 'income', '-q'];
    const plain = await run(...trained, '-o', at('plain.json'));
    const weighted = await run(...trained, '--weights-file', at('weights.csv'), '-o', at('weighted.json'));
    expect([plain.code, weighted.code], weighted.err).toEqual([0, 0]);
    expect(readFileSync(at('weighted.json'), 'utf8')).not.toBe(readFileSync(at('plain.json'), 'utf8'));
    const sha256 = createHash('sha256')
      .update(readFileSync(at('weights.csv')))
      .digest('hex');
    const { training } = JSON.parse(readFileSync(at('weighted.json'), 'utf8'));
    expect(training.weightsFile).toEqual({ digest: `sha256:${sha256}` });
  });

  it('--repair and --decorrelate change their columns, and leave every other cell as it stood', async () => {
    const given = [at('people.csv'), '-p', at('policy.yaml'), '-o', at('repaired.csv')];
    const repaired = await run('mitigate', ...given, '--repair', 'income', '--json');
    expect(repaired, repaired.err).toMatchObject({ code: 0 });
    const { repairs } = JSON.parse(repaired.out);
    expect(repairs[0].distanceBefore).toBeGreaterThan(0.1);
    expect(repairs[0].distanceAfter).toBeLessThan(0.02);
    const lines = readFileSync(at('repaired.csv'), 'utf8').split('\n');
    expect(lines[0]).toBe('sex,income,"note, free",repaid,approved,score');
    expect(lines[8]).toBe(people(8).split('\n')[8]!.replace('?', '?'));
    expect(lines[1]).toContain('"a ""b"", 0"');
    const plain = await run('mitigate', ...given, '--decorrelate', 'income');
    expect(plain.out).toMatch(/income +f +-0\.\d{4} +-?0\.0000/);
  });

  it.each<[string, string[], string]>([
    ['options of learning beside them', ['--weights', '--seed', '1'], '--seed has no meaning with --weights'],
    ['both at once', ['--weights', '--repair', 'income'], '--weights beside --repair'],
    ['a misspelt column', ['--repair', 'incme'], 'Did you mean "income"'],
    ['a column of texts', ['--repair', 'note, free'], 'no column "note"'],
    ['the attribute', ['--repair', 'sex'], 'what people are compared or judged by'],
    ['a misspelt attribute', ['--weights', '--by', 'six'], '--by six: no attribute of the policy'],
    ['a level of 2', ['--repair', 'income', '--level', '2'], '--level 2: not from 0 to 1'],
  ])('refuses %s', async (_, options, said) => {
    const { code, err } = await run(
      'mitigate',
      at('people.csv'),
      '-p',
      at('policy.yaml'),
      '-o',
      at('x.csv'),
      ...options,
    );
    expect([code, err]).toEqual([2, expect.stringContaining(said)]);
  });

  it.each<string[]>([
    ['mitigate', 'DATA', '-p', 'POLICY', '--repair', 'income'],
    ['mitigate', '--weights', 'DATA', '-p', 'POLICY'],
    ['thresholds', 'DATA', '-p', 'POLICY', '-c', 'equal_opportunity'],
    ['apply', 'rule.json', 'DATA'],
    ['train', 'DATA', '-t', 'repaid'],
    ['train', 'other.csv', '-t', 'repaid', '--weights-file', 'DATA'],
    ['train', 'other.csv', '-t', 'repaid', '-p', 'DATA'],
    ['predict', 'model.json', 'DATA'],
  ])('%s %s %s ... writes nothing over the data that it reads, by whatever path', async (...words) => {
    symlinkSync(at('people.csv'), at('link.csv'));
    const given = words.map((word) => ({ DATA: at('link.csv'), POLICY: at('policy.yaml') })[word] ?? word);
    const { code, err } = await run(...given, '-o', at('people.csv'));
    rmSync(at('link.csv'));
    expect([code, err]).toEqual([2, expect.stringContaining('people.csv is what is read')]);
    expect(readFileSync(at('people.csv'), 'utf8')).toBe(people(600));
  });

  it('names a label that is neither 0 nor 1, with its row', async () => {
    writeFileSync(at('odd.csv'), 'sex,repaid,approved,score\nf,1,1,0.5\nm,2,1,0.5\n');
    const { code, err } = await run('mitigate', '--weights', at('odd.csv'), '-p', at('policy.yaml'), '-o', at('x.csv'));
    expect([code, err]).toEqual([2, expect.stringContaining('row 1: column "repaid" holds "2"')]);
  });
});
