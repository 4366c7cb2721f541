import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/adapters/dataset/index.js';
import type { AmountTally } from '../../src/core/fairness/outcomes/amount/index.js';
import { stepOf } from '../../src/core/fairness/outcomes/amount/scale.js';
import { amountTally, outcomePlan } from '../../src/core/policy/bind/index.js';
import { parsePolicy } from '../../src/core/policy/index.js';
import { createGenerator } from '../../src/core/stats/index.js';
import { inDuckDb } from './support/run-sql.js';

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

const textOf = (cells: AmountTally['cells']): string =>
  cells
    .map(({ values, quantity, at, rows, weight, sum, squares }) =>
      [...values, quantity, at, rows, weight, sum, squares].join(' '),
    )
    .join('\n');

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

  it.each([
    { what: 'a guess that nearly all are distinct holds', apart: 70_000, limit: 20_000, places: 'steps' },
    { what: 'a guess that others than the first rows refute', apart: 70_000, limit: 100_000, places: 'steps' },
    { what: 'a guess where all values can be kept', apart: 66_000, limit: 100_000, places: 'distinct' },
  ] as const)('have the same tally after $what', async ({ apart, limit, places }) => {
    const generator = createGenerator(20261129);
    const rows = Array.from({ length: 2 * apart }, (_, index) => ({
      limit: (index % apart) * 3,
      right: (index % apart) * 7 - Math.floor(generator.nextUniform() * 3),
      sex: index % 3 === 0 ? 'f' : 'm',
    })).map((row) => ({ ...row, right: Math.max(row.right, 0) }));
    const path = join(directory, `guessed-${apart}-${limit}.csv`);
    writeFileSync(path, ['limit,right,sex', ...rows.map((row) => Object.values(row).join(','))].join('\n'));
    for (const labelled of [true, false]) {
      const text = POLICY.replace('  weight: n\n  weightKind: count\n', '').replace(
        labelled ? '' : '  label: right\n',
        '',
      );
      const { policy } = parsePolicy(text);
      const looked = rows.map((row) => (column: string) => row[column as keyof typeof row]);
      const expected = amountTally(outcomePlan(policy, {}), looked, { limit });
      expect(expected.places.amount).toBe(places);
      const source = openFiles([path], { distinctScoreLimit: limit, largeDataBytes: 0, threads: 2 });
      const { tally } = await source.outcome!({ policy, policyDigest: '' });
      // A hundred thousand cells are compared as one text, because a matcher takes minutes for them.
      const [{ cells, ...facts }, { cells: cellsExpected, ...factsExpected }] = [tally as AmountTally, expected];
      expect(facts).toEqual(factsExpected);
      expect(textOf(cells) === textOf(cellsExpected)).toBe(true);
    }
  });

  it.each(['csv', 'parquet'])(
    'count rows of several %s files, with long names and numbers in every form',
    async (form) => {
      const FORMS = ['250', '1250.00000000', ' 30', '+7', '1e3', '0.0', '5.', '', 'NA', '00012'];
      const rows = Array.from({ length: 12_000 }, (_, index) => ({
        limit: FORMS[index % FORMS.length]!,
        right: FORMS[(index * 7) % 11] ?? '99',
        sex: ['a group with a long name', 'another group with a long name', 'f', ''][Math.floor(index / 3000)]!,
      }));
      const halves = [rows.slice(0, 5000), rows.slice(5000)];
      const paths = await Promise.all(
        halves.map(async (half, place) => {
          const csv = join(directory, `half-${place}.csv`);
          writeFileSync(csv, ['limit,right,sex', ...half.map((row) => Object.values(row).join(','))].join('\n'));
          if (form === 'csv') return csv;
          const parquet = join(directory, `half-${place}.parquet`);
          await inDuckDb(async (run) => {
            const numbers =
              "TRY_CAST(nullif(limit, 'NA') AS DOUBLE) AS limit, TRY_CAST(nullif(right, 'NA') AS DOUBLE) AS right, sex";
            await run(
              `COPY (SELECT ${numbers.replaceAll(/\b(limit|right)\b/g, '"$1"')} FROM read_csv('${csv}', all_varchar = true)) TO '${parquet}' (FORMAT parquet)`,
            );
          });
          return parquet;
        }),
      );
      const text = POLICY.replace('  weight: n\n  weightKind: count\n', '  missing: [NA]\n');
      const { policy } = parsePolicy(text);
      const expected = amountTally(
        outcomePlan(policy, {}),
        rows.map((row) => (column: string) => row[column as keyof typeof row]),
      );
      expect(expected.excluded).toEqual([{ reason: 'missing amount', rows: 2400 }]);
      const source = openFiles(paths, { largeDataBytes: 0, threads: 2 });
      const { tally, sources } = await source.outcome!({ policy, policyDigest: '' });
      expect(tally).toEqual(expected);
      expect(sources.map((one) => one.rows)).toEqual([5000, 7000]);
    },
  );
});
