import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/adapters/dataset/index.js';
import { TribuneError } from '../../src/core/base/errors.js';
import type { AmountTally } from '../../src/core/fairness/outcomes/amount/index.js';
import { parsePolicy } from '../../src/core/policy/index.js';
import { createGenerator } from '../../src/core/stats/index.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tribune-amounts-rows-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Read {
  readonly decimals: number;
  readonly data?: string;
  readonly where?: string;
}

const policyOf = ({ decimals, data = '', where }: Read) =>
  parsePolicy(`tribune: policy/v1
name: limits
version: "1"
data:
  outcome: { type: amount, column: limit, unit: USD, favourable: higher, decimals: ${decimals}${data} }
  label: right
  missing: [NA]
${where === undefined ? '' : `  where: ${JSON.stringify(where)}\n`}  attributes: { sex: {}, age: { bins: [30, 60] } }
requirements:
  - { id: parity, metric: mean_amount, by: [sex], compare: ratio, min: 0.8, evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: example } }
`).policy;

const GROUPS = [
  'f',
  'm',
  '',
  'NA',
  '\u00e9t\u00e9',
  'e\u0301te\u0301',
  'twelve bytes',
  'thirteen byte',
  'a "quoted" \'name\'',
  '\u{1f600}\u{1f600}\u{1f600}',
];
const AMOUNTS = [
  '0',
  '-0',
  '0.00',
  '.5',
  '5.',
  '1.10',
  '007',
  '+3',
  ' 4 ',
  '1e2',
  '12.3e-1',
  '8796093022',
  '8796093022.20',
  '000000000000',
  '00879609302200.0e-2',
  '0.1',
  '0.30',
  '',
  'NA',
];
/** Amounts at fault, of which one is enough. */
const FAULTS = ['-1', '1.005', '87960930222.09', 'x', '1,5', '1e400', 'nan', '0x1', '-0.01', '1e-7'];

interface Row {
  readonly limit: string;
  readonly right: string;
  readonly sex: string;
  readonly age: string;
  readonly unit: string;
}

function rowsOf(n: number): Row[] {
  const generator = createGenerator(20261130);
  const one = (from: readonly string[]): string => from[Math.floor(generator.nextUniform() * from.length)]!;
  const number = (): string => (generator.nextUniform() * 1e5).toFixed(Math.floor(generator.nextUniform() * 3));
  return Array.from({ length: n }, (_, i) => ({
    limit: i % 3 === 0 ? one(AMOUNTS) : number(),
    right: i % 4 === 0 ? one(AMOUNTS) : number(),
    // Names that lie outside their column come late.
    sex: i < n / 2 ? one(['f', 'm', '']) : one(GROUPS),
    age: one(['29.99', '30', '60', '61', '', 'NA', '-5']),
    unit: 'USD',
  }));
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
function written(name: string, rows: readonly Row[]): string {
  const path = join(directory, `${name}.csv`);
  const lines = rows.map((row) => Object.values(row).map(quoted).join(','));
  writeFileSync(path, [Object.keys(rows[0]!).join(','), ...lines].join('\n'));
  return path;
}

/** The tally as text, or the one error that there is instead. */
async function readBy(path: string, read: Read, largeDataBytes: number): Promise<string> {
  const policy = policyOf(read);
  try {
    const { tally, sources } = await openFiles([path], { largeDataBytes, threads: 2 }).outcome!({
      policy,
      policyDigest: '',
    });
    const { cells, ...facts } = tally as AmountTally;
    const lines = cells.map(({ values, quantity, at, rows, weight, sum, squares }) =>
      JSON.stringify([values, quantity, Object.is(at, -0) ? '-0' : at, rows, `${weight} ${sum} ${squares}`]),
    );
    const { places, excluded, rowsRead, attributes } = facts;
    return [JSON.stringify([places, excluded, rowsRead, attributes, sources.map(({ rows }) => rows)]), ...lines].join(
      '\n',
    );
  } catch (error) {
    if (!(error instanceof TribuneError)) throw error;
    return `${error.code} ${error.message} ${error.remedy} ${JSON.stringify(error.place)}`;
  }
}
const [BY_ROWS, BY_GROUPS] = [0, Number.MAX_SAFE_INTEGER];

describe('rows that are counted as numbers', () => {
  const rows = rowsOf(10_000);
  it.each([
    ['as they are', { decimals: 2 }],
    ['with a filter', { decimals: 2, where: 'age >= 30 and sex != "m"' }],
    ['with a unit of each row', { decimals: 2, data: ', unitColumn: unit' }],
    ['of a finer unit', { decimals: 3 }],
  ] as const)('%s have the bits of the statement that groups them', async (_, read) => {
    const path = written('fit', rows);
    const grouped = await readBy(path, read, BY_GROUPS);
    expect(grouped.slice(0, 400)).toMatch(/^\[\{/);
    expect((await readBy(path, read, BY_ROWS)) === grouped).toBe(true);
  });

  it.each(FAULTS)('end in its one error where the last row is at fault (%s)', async (fault) => {
    for (const column of ['limit', 'right'] as const) {
      const path = written('fault', [...rows.slice(0, 2500), { ...rows[1]!, [column]: fault }]);
      const grouped = await readBy(path, { decimals: 2 }, BY_GROUPS);
      expect(grouped).toMatch(/^DATA_/);
      expect(await readBy(path, { decimals: 2 }, BY_ROWS)).toBe(grouped);
    }
  });

  it.each([
    ['the amount missing and the label at fault', { limit: '', right: 'x' }],
    ['the amount missing and the unit another', { limit: 'NA', unit: 'EUR' }],
    ['the amount there and the unit another', { limit: '1', unit: 'EUR' }],
    ['the amount missing and a bin of words', { limit: '', age: 'old' }],
    ['a bin of words', { limit: '1', age: 'old' }],
    ['a label at fault that the filter drops', { limit: 'x', right: 'x', sex: 'm' }],
    ['a name with a zero byte', { limit: '1', sex: 'a name with a zero \u0000 byte' }],
  ] as const)('are judged alike with %s', async (_, odd) => {
    const read = { decimals: 2, data: ', unitColumn: unit', where: 'sex != "m"' };
    const path = written('odd', [...rows.slice(0, 2500), { ...rows[1]!, sex: 'f', ...odd }]);
    expect(await readBy(path, read, BY_ROWS)).toBe(await readBy(path, read, BY_GROUPS));
  });

  it('are counted once where thousands of long names come late, one with a zero byte', async () => {
    const late = rows.map((row, i) =>
      i < 8000
        ? row
        : { ...row, sex: i % 997 === 0 ? 'zero \u0000 byte in a name' : `a group whose name is long ${i % 5}` },
    );
    const path = written('late', late);
    expect((await readBy(path, { decimals: 2 }, BY_ROWS)) === (await readBy(path, { decimals: 2 }, BY_GROUPS))).toBe(
      true,
    );
  });
});
