import fc from 'fast-check';
import type { AttributeSpec, BinaryBinding, PolicyData } from '../../../src/core/policy/sections/types.js';
import { filterOver } from './filters.js';
import { finiteDouble, int64, numberText, strangeNumberText } from './numbers.js';
import { wholeText } from './texts.js';

/** A value as a file of typed columns holds it; a file of text holds texts and nulls only. */
export type TableValue = string | number | bigint | boolean | null;

/** Types of columns as DuckDB names them. */
export type ColumnType = 'VARCHAR' | 'DOUBLE' | 'BIGINT' | 'BOOLEAN';

/** What a policy says of data, a table for it, and how it is read. */
export interface PolicyTable {
  readonly data: Partial<PolicyData>;
  readonly types: Readonly<Record<string, ColumnType>>;
  readonly rows: readonly Readonly<Record<string, TableValue>>[];
  readonly scores: boolean;
  readonly limit: number;
}

/** Columns of every table; their names need quotes. */
export const TABLE_COLUMNS = ['gr"oup', 'o, ther', 'age', 'y', 'p', 's', 'w'] as const;
type Column = (typeof TABLE_COLUMNS)[number];

/** Values of a column: those that fit its role, and those that may not. */
interface Values {
  readonly good: fc.Arbitrary<TableValue>;
  readonly strange: fc.Arbitrary<TableValue>;
}

const strangeText = fc.oneof(
  numberText,
  strangeNumberText,
  wholeText,
  fc.constantFrom(
    'NaN',
    '-nan',
    ' 1',
    '0,5',
    '93.2%',
    '93,2 %',
    '9%3',
    '9%#3',
    '%',
    '5%%',
    '5 % ',
    '1.234,5',
    '9,359.1',
    '1e2%',
  ),
);

const STRANGE: Readonly<Record<ColumnType, fc.Arbitrary<TableValue>>> = {
  VARCHAR: strangeText,
  DOUBLE: fc.oneof(
    finiteDouble,
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e15, 1e16, 1e-5, 1e300, -1e-300),
  ),
  BIGINT: int64,
  BOOLEAN: fc.boolean(),
};

const texts = (...values: readonly string[]): fc.Arbitrary<TableValue> => fc.constantFrom<TableValue>(...values, null);

const BITS: Readonly<Record<ColumnType, fc.Arbitrary<TableValue>>> = {
  VARCHAR: texts('0', '1', 'true', 'FALSE', '1.0', '0.0E0', '?', ''),
  DOUBLE: fc.constantFrom<TableValue>(0, -0, 1, null, Number.NaN),
  BIGINT: fc.constantFrom<TableValue>(0n, 1n, null),
  BOOLEAN: fc.constantFrom<TableValue>(true, false, null),
};

const GROUPS: Readonly<Record<ColumnType, fc.Arbitrary<TableValue>>> = {
  VARCHAR: texts('a', 'A', 'á', 'á', ' a', '01', '1.0', '?', '', '😀', '\uffee', "o'hara", 'a,"b"\n'),
  DOUBLE: fc.constantFrom<TableValue>(1, -2, 2.5, -0, 1e15, 1e16, 1e-5, 1e22, Number.NaN, null),
  BIGINT: fc.constantFrom<TableValue>(1n, -2n, 2n ** 53n + 1n, null),
  BOOLEAN: BITS.BOOLEAN,
};

const SCORES: Readonly<Record<ColumnType, fc.Arbitrary<TableValue>>> = {
  VARCHAR: fc.oneof(
    texts('0', '-0', '0.1', '.5', '5.', '+0.25', ' 0.75 ', '9e-323', '-5e-324', '2e-324', '1e-400', '?', '', '4096'),
    fc.double({ min: -5, max: 5, noNaN: true }).map(String),
  ),
  DOUBLE: fc.oneof(
    fc.double({ min: -5, max: 5, noNaN: true }),
    fc.constantFrom<TableValue>(null, -0, 5e-324, 4096, -4096, 0.5),
  ),
  BIGINT: fc.constantFrom<TableValue>(0n, 1n, -3n, 4096n, null),
  BOOLEAN: BITS.BOOLEAN,
};

const COUNTS: Readonly<Record<ColumnType, fc.Arbitrary<TableValue>>> = {
  VARCHAR: texts('0', '1', '2', '7', '3.0', '1e1', '2147483648', '-0', '?', ''),
  DOUBLE: fc.constantFrom<TableValue>(0, -0, 1, 3, 2147483648, null),
  BIGINT: fc.constantFrom<TableValue>(0n, 1n, 5n, 2147483648n, null),
  BOOLEAN: BITS.BOOLEAN,
};

const SHARES: Readonly<Record<ColumnType, fc.Arbitrary<TableValue>>> = {
  VARCHAR: fc.oneof(
    texts('0', '1e-9', '16777216', '0.1', '1e-320', '?', ''),
    fc.double({ min: 0, max: 100, noNaN: true }).map(String),
  ),
  DOUBLE: fc.oneof(
    fc.constantFrom<TableValue>(0, -0, 1e-320, 16777216, null),
    fc.double({ min: 0, max: 100, noNaN: true }),
  ),
  BIGINT: COUNTS.BIGINT,
  BOOLEAN: BITS.BOOLEAN,
};

const NAMED: readonly [string[] | null, string[] | null][] = [
  [['1', 'true'], null],
  [null, ['0', 'false', 'FALSE']],
  [
    ['1', 'true', '1.0'],
    ['0', 'false', 'FALSE', '0.0E0'],
  ],
];

const binding = (column: string): fc.Arbitrary<BinaryBinding> =>
  fc
    .oneof(
      { weight: 5, arbitrary: fc.constant([null, null] as [null, null]) },
      { weight: 1, arbitrary: fc.constantFrom(...NAMED) },
    )
    .map(([positive, negative]) => ({ column, positive, negative }));

const attribute = (name: string, column: string, bins: readonly number[] | null): AttributeSpec => ({
  name,
  column,
  reference: null,
  bins,
});

const literal = fc.oneof(
  fc.constantFrom<string | number | boolean>('1', 'true', '', '?', 'a', '0.5', 0, 1, -2, 0.5, 1e16, true, false),
  finiteDouble,
  wholeText,
);

const bindings: fc.Arbitrary<Partial<PolicyData>> = fc
  .record({
    label: fc.option(binding('y'), { freq: 3 }),
    prediction: fc.option(binding('p'), { freq: 2 }),
    cutoff: fc.constantFrom(0, 0.5, -1e-300, 3),
    isScored: fc.boolean(),
    weightKind: fc.constantFrom('none' as const, 'none' as const, 'count' as const, 'sampling' as const),
    bins: fc.constantFrom(null, null, [25, 45], [0]),
    second: fc.boolean(),
    strata: fc.constantFrom([], ['o, ther'], ['y']),
    missing: fc.oneof(
      { weight: 4, arbitrary: fc.constant(['?']) },
      { weight: 2, arbitrary: fc.constantFrom([], ['?', '-2', '1e+16'], ['?', 'nan', 'true']) },
    ),
    numbers: fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      {
        weight: 1,
        arbitrary: fc.record({ decimal: fc.constantFrom('point' as const, 'comma' as const), percent: fc.boolean() }),
      },
    ),
    scoreScale: fc.constantFrom(1, 1, 1, 7, 1e20, 1e-3),
    scoreBins: fc.oneof(
      { weight: 4, arbitrary: fc.constant({ lower: -5000, upper: 5000, count: 37 }) },
      { weight: 1, arbitrary: fc.constant({ lower: -1, upper: 1, count: 4 }) },
    ),
    where: fc.oneof(
      { weight: 3, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: filterOver(TABLE_COLUMNS, literal) },
    ),
  })
  .map(({ cutoff, isScored, bins, second, numbers, ...rest }) => ({
    ...rest,
    ...(numbers === undefined ? {} : { numbers }),
    score: isScored || rest.prediction === null ? 's' : null,
    cutoff: rest.prediction === null ? cutoff : null,
    weight: rest.weightKind === 'none' ? null : 'w',
    attributes: [attribute('group', 'gr"oup', null), ...(second ? [attribute('age', 'age', bins)] : [])],
    intersections: second ? [['group', 'age']] : [],
  }));

const anyType: fc.Arbitrary<ColumnType> = fc.constantFrom(
  'VARCHAR',
  'VARCHAR',
  'DOUBLE',
  'DOUBLE',
  'BIGINT',
  'BIGINT',
  'BOOLEAN',
);

function valuesOf(column: Column, type: ColumnType, data: Partial<PolicyData>): Values {
  const byRole: Readonly<Record<Column, Readonly<Record<ColumnType, fc.Arbitrary<TableValue>>>>> = {
    'gr"oup': GROUPS,
    'o, ther': GROUPS,
    age: SCORES,
    y: BITS,
    p: BITS,
    s: SCORES,
    w: data.weightKind === 'sampling' ? SHARES : COUNTS,
  };
  const good = byRole[column][type];
  const isNumber = column === 'age' || column === 's' || column === 'w';
  return { good: isNumber && type === 'VARCHAR' ? written(good, data.numbers) : good, strange: STRANGE[type] };
}

/** Numbers as a file in this notation writes them; with percent signs some of them. */
function written(values: fc.Arbitrary<TableValue>, numbers: PolicyData['numbers']): fc.Arbitrary<TableValue> {
  if (numbers === undefined) return values;
  const signs = numbers.percent ? ['', '%', ' %'] : [''];
  return fc.tuple(values, fc.constantFrom(...signs)).map(([value, sign]) => {
    if (typeof value !== 'string' || value === '' || value === '?') return value;
    return `${numbers.decimal === 'comma' ? value.replace('.', ',') : value}${sign}`;
  });
}

/**
 * Policies and tables for them. Half of the tables hold nothing that is refused by its role, the others a strange value here and there; filters may
 * refuse either. `textOnly`: for files that hold nothing else.
 */
export const policyTable = ({ textOnly }: { readonly textOnly: boolean }): fc.Arbitrary<PolicyTable> => {
  const type = textOnly ? fc.constant<ColumnType>('VARCHAR') : anyType;
  const types = fc.tuple(...TABLE_COLUMNS.map(() => type));
  return fc.tuple(bindings, types, fc.boolean()).chain(([data, list, isStrange]) => {
    const cells = TABLE_COLUMNS.map((column, i) => {
      const { good, strange } = valuesOf(column, list[i]!, data);
      return isStrange ? fc.oneof({ weight: 60, arbitrary: good }, { weight: 1, arbitrary: strange }) : good;
    });
    const row = fc
      .tuple(...cells)
      .map((values) => Object.fromEntries(TABLE_COLUMNS.map((column, i) => [column, values[i]!])));
    return fc.record({
      data: fc.constant(data),
      types: fc.constant(Object.fromEntries(TABLE_COLUMNS.map((column, i) => [column, list[i]!]))),
      rows: fc.oneof(
        { weight: 1, arbitrary: fc.array(row, { maxLength: 3 }) },
        { weight: 8, arbitrary: fc.array(row, { minLength: 8, maxLength: 40 }) },
      ),
      scores: fc.constantFrom(true, true, false),
      limit: fc.constantFrom(3, 100_000),
    });
  });
};
