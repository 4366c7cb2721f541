import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TribuneError } from '../../src/core/base/errors.js';
import type { PolicyData } from '../../src/core/policy/sections/types.js';
import { numberText, strangeNumberText } from '../support/generators/numbers.js';
import { wholeText } from '../support/generators/texts.js';
import { type OneEngine, oneEngine } from './support/one-engine.js';
import { binary, policyOf } from './support/policies.js';
import { type TextRow, tallyOfRows, toCsv } from './support/rows.js';

const folder = mkdtempSync(join(tmpdir(), 'tribune-generated-'));
let engine: OneEngine;
beforeAll(async () => {
  engine = await oneEngine();
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const COLUMNS = ['g', 'y', 'p', 's', 'w'];

/** What a number must look like: said once more, apart from the code under test. */
const isNumber = (text: string): boolean =>
  text.length <= 200 && /^ *[+-]?(\d+\.?\d*|\.\d+)([eE](\+?\d{1,2}|-\d{1,3}))? *$/.test(text);
const inRange = (text: string, least: number, most: number): boolean =>
  isNumber(text) && Number(text) >= least && Number(text) <= most;

const anyNumber = fc.oneof(numberText, strangeNumberText, fc.constantFrom(' 0.5 ', '.5', '5.', '+1', ''));
const word = fc.oneof(wholeText, fc.constantFrom('yes', 'no', 'Yes', 'yes ', '1', '0', 'TRUE', 'false', '1.0'));

interface Case {
  readonly data: Partial<PolicyData>;
  readonly row: fc.Arbitrary<TextRow>;
  /** Whether no value of the row is at fault. */
  readonly isRight: (row: TextRow) => boolean;
}

const attribute = (bins: number[] | null) => [{ name: 'g', column: 'g', reference: null, bins }];
const bit = fc.constantFrom('0', '1');
const rowOf = (more: Record<string, fc.Arbitrary<string>>): fc.Arbitrary<TextRow> =>
  fc.record({ g: fc.constantFrom('a', 'b'), y: bit, p: bit, s: fc.constant('0.5'), w: fc.constant('1'), ...more });
const absent = (text: string | null | undefined): boolean => text == null || text === '';

const CASES: Readonly<Record<string, Case>> = {
  'words that mean 1 and 0': {
    data: { attributes: attribute(null), label: binary('y', ['yes', '1'], ['no', '0']) },
    row: rowOf({ y: word }),
    isRight: ({ y }) => absent(y) || ['yes', '1', 'no', '0'].includes(y!),
  },
  'words where none are named': {
    data: { attributes: attribute(null), prediction: binary('p'), label: null },
    row: rowOf({ p: word }),
    isRight: ({ p }) =>
      absent(p) || ['1', 'true', '1.0', '1.0e0', '0', 'false', '0.0', '0.0e0'].includes(p!.toLowerCase()),
  },
  'bins of an attribute': {
    data: { attributes: attribute([-1, 0, 0.1, 25, 1e17]), label: binary('y') },
    row: rowOf({ g: anyNumber }),
    isRight: ({ g }) => absent(g) || (isNumber(g!) && Number.isFinite(Number(g))),
  },
  'scores and a cutoff': {
    data: { attributes: attribute(null), label: binary('y'), prediction: null, score: 's', cutoff: 0.1 },
    row: rowOf({ s: anyNumber }),
    isRight: ({ s }) => absent(s) || inRange(s!, -4096, 4096),
  },
  'sampling weights': {
    data: { attributes: attribute(null), label: binary('y'), weight: 'w', weightKind: 'sampling' },
    row: rowOf({ w: anyNumber }),
    isRight: ({ w }) => absent(w) || inRange(w!, 0, 2 ** 24),
  },
  'count weights': {
    data: { attributes: attribute(null), label: binary('y'), weight: 'w', weightKind: 'count' },
    row: rowOf({ w: fc.oneof(anyNumber, fc.nat(9).map(String)) }),
    isRight: ({ w }) => absent(w) || (inRange(w!, 0, 2 ** 31) && Number.isInteger(Number(w))),
  },
};

describe('values of the shared generators give the tally of their rows, or are refused, in CSV and Parquet alike', () => {
  it.each(Object.entries(CASES))(
    '%s',
    async (name, { data, row, isRight }) => {
      const policy = policyOf({ label: binary('y'), prediction: binary('p'), ...data });
      const seen = { taken: 0, refused: 0 };
      let files = 0;
      const outcome = async (kind: string, rows: readonly TextRow[]): Promise<unknown> => {
        const path = join(folder, `${name.replaceAll(' ', '-')}-${files++}.${kind}`);
        if (kind === 'csv') writeFileSync(path, toCsv(rows, COLUMNS));
        else await engine.writeParquet(path, rows, COLUMNS);
        try {
          return await engine.tally(path, policy);
        } catch (error) {
          if (!(error instanceof TribuneError)) throw error;
          return { code: error.code, message: error.message };
        } finally {
          rmSync(path);
        }
      };
      const both = async (rows: readonly TextRow[]): Promise<unknown> => {
        const [csv, parquet] = [await outcome('csv', rows), await outcome('parquet', rows)];
        expect(parquet).toEqual(csv);
        return csv;
      };
      const property = fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 60 }), async (rows) => {
        const right = rows.filter(isRight);
        const wrong = rows.find((one) => !isRight(one));
        const expected = right.length === 0 ? null : tallyOfRows(policy, right);
        if (expected !== null && expected.cells.length > 0) {
          expect(await both(right)).toEqual(expected);
          seen.taken += 1;
        }
        if (wrong !== undefined) {
          expect(await both([wrong])).toMatchObject({ code: 'DATA_VALUE_INVALID' });
          seen.refused += 1;
        }
      });
      await fc.assert(property, { numRuns: 16, seed: 21 });
      expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(3);
    },
    120_000,
  );
});
