import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliRun, cli } from '../../../../../test/e2e/support.js';

/** The pipeline of scikit-learn among the test graphs: scaler and one-hot encoder before an MLP of rectified linear units. */
const { cases } = JSON.parse(readFileSync('src/core/models/formats/onnx/testdata/networks.json', 'utf8')) as {
  cases: { name: string; model: string; people?: (number | string)[][]; published: number[][] }[];
};
const { model, people, published } = cases.find(({ name }) => name === 'sklearn-pipeline')!;

let folder = '';
const at = (name: string): string => join(folder, name);
const run = (...words: string[]): Promise<CliRun> => cli(words, '2026-11-30');
const json = async (...words: string[]) => {
  const ran = await run(...words, '--json');
  expect([ran.code, ran.err]).toEqual([0, '']);
  return JSON.parse(ran.out);
};
const table = (rows: readonly (readonly (number | string)[])[]): string =>
  `age,amount,home\n${rows.map((row) => `${row.join(',')}\n`).join('')}`;
/** The scores that `predict` writes for rows. */
async function scoresOf(rows: readonly (readonly (number | string)[])[]): Promise<number[]> {
  writeFileSync(at('asked.csv'), table(rows));
  // A category that the encoder never saw has no indicator, which is the rule of the graph itself.
  const ran = await run('predict', at('net.onnx'), at('asked.csv'), '--unseen', 'model', '-o', at('scores.csv'));
  expect(ran.code).toBe(0);
  return readFileSync(at('scores.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => Number(line.split(',')[1]));
}
const KNOWN = people!.filter(([, , home]) => home !== 'boat');

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tribune-networks-'));
  writeFileSync(at('net.onnx'), Buffer.from(model, 'base64'));
  writeFileSync(at('people.csv'), table(KNOWN));
  const many = Array.from({ length: 24 }, (_, i) => [22 + 2 * i, 800 + 200 * i, ['own', 'rent', 'free'][i % 3]!]);
  writeFileSync(at('many.csv'), table(many));
  writeFileSync(
    at('actions.yaml'),
    'tribune: recourse/v1\ncosts: { amount: 500 }\nfeatures:\n  amount: { mutable: true, direction: any, integer: true, min: 500, max: 8000, step: 100 }\n',
  );
  writeFileSync(
    at('reasons.yaml'),
    `tribune: reasons/v1
domain: credit
jurisdiction: US
locale: en
decision: { cutoff: 0.6, cutoffScale: linked, accept: above }
families:
  loan-amount: { features: [amount], text: loan-amount }
  others: { features: [age, home], text: residence }
`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a network behind an encoder, on the command line', () => {
  it('scores as onnxruntime does, also a category that it never saw', async () => {
    const scores = await scoresOf(people!);
    for (const [i, score] of scores.entries()) expect(Math.abs(score - published[i]![1]!)).toBeLessThan(2e-6);
    // The first command of a process loads every module.
  }, 120_000);

  it('is explained by every coalition, and by integrated gradients, both whole', async () => {
    const words = ['explain', at('net.onnx'), at('people.csv'), '--background', at('people.csv')];
    const exact = await json(...words);
    const paths = await json(...words, '--method', 'integrated-gradients');
    for (const found of [exact, paths])
      for (const row of found.rows) {
        const sum = Object.values(row.values as Record<string, number[]>).reduce((all, [value]) => all + value!, 0);
        expect(Math.abs(found.baseValue[0] + sum - row.prediction[0])).toBeLessThan(1e-8);
      }
    expect([exact.method, paths.method]).toEqual(['exact', 'integrated-gradients']);
  });

  it('has recourse that no cheaper change on the grid beats, and that its own scores keep', async () => {
    const words = ['recourse', at('net.onnx'), at('people.csv'), '--constraints', at('actions.yaml')];
    const { rows } = await json(...words, '--cutoff', '0.6', '--cutoff-scale', 'linked', '--row', '0');
    const [age, amount, home] = KNOWN[0]!;
    const grid = Array.from({ length: 76 }, (_, i) => 500 + 100 * i);
    const scores = await scoresOf(grid.map((given) => [age!, given, home!]));
    const best = grid
      .filter((_, i) => scores[i]! >= 0.6)
      .toSorted((a, b) => Math.abs(a - +amount!) - Math.abs(b - +amount!))[0];
    expect(rows[0]).toMatchObject({ proof: 'optimal', best: { changes: { amount: { to: best } } } });
  });

  it('gives the reasons of a refusal, its effects and its checks', async () => {
    const both = [at('net.onnx'), at('people.csv'), '--background', at('people.csv')];
    const compared = [at('net.onnx'), at('people.csv'), '--background', at('many.csv')];
    const found = await json('reasons', ...compared, '--reasons', at('reasons.yaml'), '--row', '0');
    expect(found.reasons[0]).toMatchObject({ code: 'loan-amount', leading: 'amount' });
    expect((await json('model', 'effects', at('net.onnx'), at('people.csv'))).reach[0]).toMatchObject({
      feature: 'amount',
    });
    const checked = await run('explain', 'check', ...both);
    expect(checked.out).toMatch(/additivity +pass/);
  });
});
