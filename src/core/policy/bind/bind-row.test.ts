import { describe, expect, it } from 'vitest';
import { policyOf } from '../../../../test/dataset/support/policies.js';
import { TribuneError } from '../../base/errors.js';
import type { PolicyData } from '../sections/index.js';
import { parseWhere } from '../where/parse.js';
import { type RawValue, textOf } from '../where/value.js';
import { bind } from './bind-row.js';
import { readPlan } from './plan.js';
import { policyTally } from './policy-tally.js';

type Row = Readonly<Record<string, RawValue>>;

const column = (name: string, positive: string[] | null = null, negative: string[] | null = null) => ({
  column: name,
  positive,
  negative,
});
const attribute = (name: string, bins: number[] | null = null) => ({ name, column: name, reference: null, bins });

const BASE: Partial<PolicyData> = {
  attributes: [attribute('sex'), attribute('age', [25, 45])],
  label: column('y'),
  prediction: null,
  score: 's',
  cutoff: 0.5,
  missing: ['?'],
};
const planFor = (data: Partial<PolicyData>) => readPlan(policyOf({ ...BASE, ...data }), { scores: true });
const fateOf = (row: Row, data: Partial<PolicyData> = {}) => bind(planFor(data))((name) => row[name]);

const GOOD: Row = { sex: 'f', age: 30, y: '1', s: 0.7, w: 2 };

describe('what a policy makes of a row', () => {
  it('is a row of the tally, whatever kinds of values say it', () => {
    const row = { values: ['f', '25 to < 45'], label: 1, prediction: 1, score: 0.7, weight: 1 };
    expect(fateOf(GOOD)).toEqual({ row, unnamed: null });
    expect(fateOf({ sex: 'f', age: '44.9', y: true, s: ' 0.7 ' })).toEqual({ row, unnamed: null });
    expect(fateOf({ sex: 'f', age: 25n, y: 1n, s: '7e-1' })).toEqual({ row, unnamed: null });
  });

  it.each<[string, Row, Partial<PolicyData>]>([
    ['filtered by policy', { sex: 'm' }, { where: parseWhere("sex = 'f'") }],
    ['filtered by policy', { age: '?' }, { where: parseWhere('age >= 18') }],
    ['missing score', { s: '?', y: 'x' }, {}],
    ['missing prediction', { y: 'x' }, { prediction: column('p') }],
    ['missing weight', { w: undefined, s: 'x' }, { weight: 'w', weightKind: 'count' }],
    ['weight zero', { w: '-0' }, { weight: 'w', weightKind: 'sampling' }],
  ])('is an exclusion: %s', (excluded, row, data) => {
    expect(fateOf({ ...GOOD, ...row }, data)).toEqual({ excluded });
  });

  it.each<[string, string, string, Row, Partial<PolicyData>]>([
    ['where:0', 'age', '0,5', { age: '0,5', s: null }, { where: parseWhere('age >= 18') }],
    ['prediction', 'p', '2', { p: 2, y: 'x' }, { prediction: column('p') }],
    ['label', 'y', 'x', { y: 'x', s: 'x' }, {}],
    ['score', 's', 'nan', { s: Number.NaN }, {}],
    ['score', 's', 'true', { s: true }, {}],
    ['score range', 's', '4097', { s: '4097', w: -1 }, { weight: 'w', weightKind: 'count' }],
    ['weight', 'w', '1.5', { w: 1.5, age: 'old' }, { weight: 'w', weightKind: 'count' }],
    ['weight', 'w', '16777217', { w: 16777217 }, { weight: 'w', weightKind: 'sampling' }],
    ['bins:1', 'age', 'old', { age: 'old', w: 0 }, { weight: 'w', weightKind: 'count' }],
  ])('is a fault of %s, the first in the order of fates', (role, name, text, row, data) => {
    expect(fateOf({ ...GOOD, ...row }, data)).toEqual({ fault: { role, column: name, text } });
  });

  it('reads 0 and 1 by the words of the policy, and tells which text stood for the side that is not named', () => {
    const label = (y: RawValue, positive: string[] | null, negative: string[] | null) => {
      const fate = fateOf({ ...GOOD, y }, { label: column('y', positive, negative) });
      return 'row' in fate ? [fate.row.label, fate.unnamed?.label ?? null] : fate;
    };
    expect(label('TRUE', null, null)).toEqual([1, null]);
    expect(label('0.0E0', null, null)).toEqual([0, null]);
    expect(label('yes', ['yes'], null)).toEqual([1, null]);
    expect(label('no', ['yes'], null)).toEqual([0, 'no']);
    expect(label('won', null, ['lost'])).toEqual([1, 'won']);
    expect(label('', ['yes'], null)).toEqual([null, null]);
    expect(label('maybe', ['yes'], ['no'])).toMatchObject({ fault: { role: 'label', text: 'maybe' } });
  });

  it.each<[RawValue & {}, string]>([
    [1, '1'],
    [-0, '0'],
    [9.1e15, '9100000000000000'],
    [1e16, '1e+16'],
    [1e-4, '0.0001'],
    [1e-7, '1e-07'],
    [-1.5e-300, '-1.5e-300'],
    [2n ** 70n, '1180591620717411303424'],
    [true, 'true'],
  ])('names groups of numbers as a file of typed columns does: %s is %j', (value, text) => {
    expect(textOf(value)).toBe(text);
    expect(fateOf({ ...GOOD, sex: value })).toMatchObject({ row: { values: [text, expect.anything()] } });
  });
});

describe('a tally of rows in memory', () => {
  const tallyOf = (rows: readonly Row[], data: Partial<PolicyData> = {}, limit?: number) =>
    policyTally(
      planFor(data),
      rows.map((row) => (name: string) => row[name]),
      limit === undefined ? {} : { limit },
    );
  const refusal = (...given: Parameters<typeof tallyOf>): string => {
    try {
      tallyOf(...given);
    } catch (error) {
      if (error instanceof TribuneError) return `${error.code} ${error.place?.name}: ${error.message}`;
    }
    throw new Error('it was accepted');
  };

  it('counts every row once: in a cell or by the reason that left it out', () => {
    const tally = tallyOf([GOOD, GOOD, { ...GOOD, s: null }]);
    expect(tally).toMatchObject({ rowsRead: 3, excluded: [{ reason: 'missing score', rows: 1 }] });
    expect(tally.cells.map(({ rows }) => rows)).toEqual([2]);
  });

  it('is refused with the values at fault, most frequent first', () => {
    const rows = ['b', 'a', 'b', '1'].map((y) => ({ ...GOOD, y }));
    expect(refusal(rows)).toBe(
      'DATA_VALUE_INVALID y: column "y": 3 values are neither 0 nor 1: "b" (2 times), "a" (once)',
    );
  });

  it('tells values at fault before a limit that was passed earlier', () => {
    const rows: Row[] = Array.from({ length: 10_002 }, (_, i) => ({ ...GOOD, sex: `p${i}` }));
    expect(refusal(rows)).toBe(
      'DATA_TOO_LARGE sex: attribute sex (column "sex") has at least 10001 values, more than 10000 groups',
    );
    expect(refusal([...rows, { ...GOOD, y: 'x' }])).toMatch(/^DATA_VALUE_INVALID y/);
  });

  it('is refused where scores need bins and lie outside of them', () => {
    const rows = [0.1, 0.2, 3, 0.4].map((s) => ({ ...GOOD, s }));
    expect(refusal(rows, {}, 2)).toBe(
      'DATA_VALUE_INVALID s: column "s": too many distinct scores to keep each, and they reach from 0.1 to 3, outside data.scoreBins (0 to 1)',
    );
  });

  it('is refused where nothing is left, and where there was nothing', () => {
    expect(refusal([{ ...GOOD, s: '' }])).toMatch(/^DATA_EMPTY undefined: no rows are left of 1: 1 missing score/);
    expect(refusal([])).toMatch(/^DATA_EMPTY/);
  });
});
