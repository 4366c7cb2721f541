import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';
import { TribuneError } from '../../src/core/base/errors.js';
import { readModel } from '../../src/core/models/index.js';
import { parsePolicy } from '../../src/core/policy/index.js';
import type { WhereNode } from '../../src/core/policy/sections/types.js';
import { parseWhere } from '../../src/core/policy/where/parse.js';
import { printWhere } from '../../src/core/policy/where/print.js';
import { type OneEngine, oneEngine } from '../dataset/support/one-engine.js';
import { policyOf } from '../dataset/support/policies.js';
import { tallyOfRows } from '../dataset/support/rows.js';
import { EBM, LIGHTGBM, MODEL_FILES, NEUTRAL, SCORECARD, XGBOOST } from '../support/generators/models.js';
import { numberText, strangeNumberText } from '../support/generators/numbers.js';
import { anyText, spelling, wholeText } from '../support/generators/texts.js';
import { damaged } from './json-text.js';
import { type Target, target } from './targets.js';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** One clear error, or a result. */
function orRefused<T>(run: () => T): T | null {
  try {
    return run();
  } catch (cause) {
    if (!(cause instanceof TribuneError)) throw cause;
    expect(cause.code).not.toBe('INTERNAL');
    expect(cause.message.length).toBeLessThan(5000);
    return null;
  }
}

const name = fc.array(
  wholeText.filter((text) => text !== ''),
  { minLength: 1, maxLength: 3 },
);
const where = fc.record({ path: name, value: fc.oneof(wholeText, fc.integer()) }).map(
  ({ path, value }): WhereNode => ({
    kind: 'compare',
    operator: '=',
    left: { kind: 'name', path },
    right: { kind: 'literal', value } as never,
  }),
);

/** What is printed is read again as what it was, whatever stands in names and values. */
const wherePrints = (node: WhereNode): void => {
  const read = orRefused(() => parseWhere(printWhere(node)));
  if (read !== null) expect(printWhere(read)).toBe(printWhere(node));
};

const policyText = fc
  .record({ column: spelling(anyText), value: spelling(anyText), bound: fc.oneof(numberText, strangeNumberText) })
  .map(
    ({ column, value, bound }) => `
name: ${value}
version: 1.0.0
data:
  label: y_true
  prediction: y_pred
  favourable: 1
  attributes: [{ name: ${column}, reference: ${value} }]
  missing: [${value}]
requirements:
  - { id: r, metric: selection_rate, compare: ratio, min: ${bound}, evidence: point, by: [${column}] }
`,
  );

const modelText = fc
  .record({ name: spelling(anyText), number: fc.oneof(numberText, strangeNumberText) })
  .map(
    ({ name: feature, number }) =>
      `{"kind":"tree-ensemble","aggregation":"sum","numOutputs":1,"baseOffset":[0.5],"link":"logit","featureNames":[${feature},"b"],` +
      `"trees":[{"childrenLeft":[1,-1,-1],"childrenRight":[2,-1,-1],"feature":[0,-2,-2],"threshold":[${number},-2,-2],"value":[[0],[-1],[1]],"cover":[10,4,6]}]}`,
  );

/** One number of a text model replaced by any number, or by what is none. */
const numbersChanged = fc
  .record({
    text: fc.constantFrom(...[NEUTRAL, XGBOOST, EBM].map((file) => JSON.stringify(file)), LIGHTGBM, SCORECARD),
    place: fc.nat(),
    number: fc.oneof(numberText, strangeNumberText),
  })
  .map(({ text, place, number }) => {
    const numbers = [...text.matchAll(/-?\b\d+(\.\d+)?\b/g)];
    const { index, 0: old } = numbers[place % numbers.length]!;
    return utf8(text.slice(0, index) + number + text.slice(index + old.length));
  });

/** A file that is read scores a row with finite numbers, or refuses it. */
function scores(bytes: Uint8Array): void {
  orRefused(() => {
    const model = readModel(bytes);
    const columns = model.features.length;
    const raw = model.predictRaw({ data: new Float64Array(columns), rows: 1, columns });
    expect([...raw].every(Number.isFinite)).toBe(true);
  });
}

const folder = mkdtempSync(join(tmpdir(), 'tribune-fuzz-'));
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const people = fc.array(
  fc.record({ race: wholeText, y_true: fc.constantFrom('0', '1'), y_pred: fc.constantFrom('0', '1') }),
  {
    minLength: 1,
    maxLength: 40,
  },
);
let files = 0;

/** Opened by the first input: the other targets need none. */
let engine: Promise<OneEngine> | null = null;

const COLUMNS = ['race', 'y_true', 'y_pred'] as const;
const KINDS = ['csv', 'jsonl', 'parquet'] as const;

/**
 * Cells of CSV, JSON lines and Parquet are the texts that were written, character by character, and so are the groups of a tally. The tally is
 * one statement over the cells, whatever the file: it takes most of the time, and each kind has its turn.
 */
async function groupsAreTexts(rows: readonly { race: string; y_true: string; y_pred: string }[]): Promise<void> {
  engine ??= oneEngine();
  const { cells, tally, writeParquet } = await engine;
  const csv = rows.map(({ race, y_true, y_pred }) => `${quoted(race)},${y_true},${y_pred}\n`).join('');
  const name = join(folder, String(files));
  writeFileSync(`${name}.csv`, `${COLUMNS.join()}\n${csv}`);
  writeFileSync(`${name}.jsonl`, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  await writeParquet(`${name}.parquet`, rows, COLUMNS);
  const expected = rows.map((row) => COLUMNS.map((column) => row[column] || null)).toSorted(byText);
  for (const kind of KINDS) expect((await cells(`${name}.${kind}`, COLUMNS)).toSorted(byText), kind).toEqual(expected);
  const policy = policyOf({ by: ['race'] });
  const turn = KINDS[files++ % KINDS.length]!;
  expect(await tally(`${name}.${turn}`, policy), turn).toEqual(tallyOfRows(policy, rows));
  for (const kind of KINDS) rmSync(`${name}.${kind}`);
}

/** The engine hands over rows in any order. */
const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

export const fileTargets: Target[] = [
  target('conditions, printed and read', where, wherePrints),
  target('conditions of any text', anyText, (text) => void orRefused(() => parseWhere(text))),
  target('policies', policyText, (text) => void orRefused(() => parsePolicy(text))),
  target('model files in JSON', damaged(modelText.map(utf8)), (bytes) => void orRefused(() => readModel(bytes))),
  target('model files of every format', damaged(fc.constantFrom(...MODEL_FILES).map(([, bytes]) => bytes)), scores),
  target('numbers of model files', numbersChanged, scores),
  {
    ...target('groups of CSV, JSON lines and Parquet', people, groupsAreTexts),
    close: async () => {
      await (await engine)?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  },
];
