import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/adapters/dataset/index.js';
import { stepOf } from '../../src/core/fairness/outcomes/amount/scale.js';
import { amountTally, outcomePlan } from '../../src/core/policy/bind/index.js';
import { parsePolicy } from '../../src/core/policy/index.js';
import { createGenerator } from '../../src/core/stats/index.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tribune-amounts-large-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const POLICY = `tribune: policy/v1
name: limits
version: "1"
data:
  outcome: { type: amount, column: limit, unit: USD, favourable: higher, decimals: 0 }
  label: right
  weight: n
  weightKind: count
  attributes: { sex: {} }
requirements:
  - { id: parity, metric: mean_amount, by: [sex], compare: ratio, min: 0.8, evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: example } }
`;

/** Amounts next to the ends and the middles of steps, over all magnitudes that an amount can have. */
const atEnds = Array.from({ length: 43 }, (_, power) =>
  [1, 1.25, 1 + 255 / 256, 1 + 1 / 512].flatMap((times) =>
    [-1, 0, 1].map((apart) => Math.floor(2 ** power * times) + apart),
  ),
)
  .flat()
  .filter((amount) => amount >= 0);

describe('rows that turn their amounts into places at once', () => {
  it('end in the steps of the definition, next to every end and for every sign of the error', async () => {
    const generator = createGenerator(20261129);
    const rows = atEnds.map((amount, index) => {
      const other = atEnds[Math.floor(generator.nextUniform() * atEnds.length)]!;
      return {
        limit: amount,
        right: index % 5 === 0 ? null : other,
        sex: index % 2 === 0 ? 'f' : 'm',
        n: (index % 3) + 1,
      };
    });
    const path = join(directory, 'rows.csv');
    const lines = rows.map(({ limit, right, sex, n }) => `${limit},${right ?? ''},${sex},${n}`);
    writeFileSync(path, ['limit,right,sex,n', ...lines].join('\n'));
    const { policy } = parsePolicy(POLICY);
    const expected = amountTally(
      outcomePlan(policy, {}),
      rows.map((row) => (column: string) => row[column as keyof typeof row]),
      { limit: 1 },
    );
    expect(expected.places).toEqual({ amount: 'steps', error: 'steps' });
    expect(expected.cells.every(({ at }) => stepOf(at) === at)).toBe(true);
    const source = openFiles([path], { distinctScoreLimit: 1, largeDataBytes: 0, threads: 2 });
    expect((await source.outcome!({ policy, policyDigest: '' })).tally).toEqual(expected);
  });
});
