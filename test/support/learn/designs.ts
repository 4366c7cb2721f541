import { type Dataset, type LearnColumn, makeDataset } from '../../../src/core/learn/index.js';
import { sharedCsv, sharedJson } from '../shared.js';

interface Indicator {
  readonly column: string;
  readonly kind: 'numeric' | 'indicator';
  readonly level?: string;
  readonly mean?: number;
  readonly sd?: number;
}

interface Design {
  readonly file: string;
  readonly columns: readonly string[];
  readonly encoding: string | readonly Indicator[];
  readonly n_train: number;
  readonly train_positives: number;
}

/** The design matrices of the reference, as columns with their categories. */
export interface ReferenceDesign {
  readonly train: Dataset;
  readonly test: Dataset;
  readonly standardize: boolean;
  /** Position of the training rows in the file. */
  readonly trainRows: readonly number[];
  readonly records: readonly Record<string, string>[];
  /** The coefficient of column c of the design, in the words of the reference. */
  readonly names: readonly string[];
}

const designs = (): Record<string, Design> =>
  sharedJson<{ sets: Record<string, Design> }>('reference/mitigation/designs.json').sets;

const LABELS: Readonly<Record<string, (row: Record<string, string>) => number>> = {
  adult: (row) => +(row.classification === '>50K'),
  german: (row) => Number(row.y_true),
  compas: (row) => Number(row.y_true),
  law: (row) => Number(row.pass_bar),
  hmda: (row) => 1 - Number(row.deny),
  credit: (row) => 1 - Number(row['default payment']),
  'acs-income': (row) => Number(row.PINCP),
};

/** Columns that the reference derives, and the words it has for groups. */
const DERIVED: Readonly<Record<string, (row: Record<string, string>) => Record<string, string>>> = {
  adult: ({ race }) => ({ race2: race === 'White' ? 'White' : 'Non-White' }),
  hmda: ({ black, single }) => ({
    black: black === '1' ? 'black' : 'white',
    // The design has the number; groups have the words.
    'single in words': single === '1' ? 'single' : 'not single',
  }),
  law: ({ male }) => ({ sex: Number(male) === 1 ? 'male' : 'female' }),
  credit: ({ SEX }) => ({ sex: SEX === '2' ? 'female' : 'male' }),
  'acs-income': ({ OCCP, SEX, RAC1P }) => ({
    OCC1: String(Math.floor(Number(OCCP) / 1000)),
    sex: Number(SEX) === 1 ? 'male' : 'female',
    rac1p: `R${Number(RAC1P)}`,
  }),
};

/** What the reference calls group by group, where the file has another name or a number. */
export const groupsOfDesign = (records: readonly Record<string, string>[], by: string): Record<string, string[]> =>
  Object.fromEntries(
    by.split(' & ').map((name) => {
      const words = `${name} in words`;
      const there = words in records[0]! ? words : name;
      return [name, records.map((row) => row[there]!)];
    }),
  );

const HASH = 2654435761n;
/** The reference's rule for splits of files without a split column. */
const drawn = (position: number): number => Number((BigInt(position + 1) * HASH) % 2n ** 32n) / 2 ** 32;

/** Rebuilds a design: the same rows, columns and levels. Only sets whose label is named above. */
export function referenceDesign(set: string): ReferenceDesign {
  const design = designs()[set]!;
  const derive = DERIVED[set] ?? (() => ({}));
  const records = sharedCsv(`data/${design.file}`).map((row) => ({ ...row, ...derive(row) }));
  const isTrain = records.map((row: Record<string, string>, p) =>
    row.split === undefined ? drawn(p) < 0.6 : row.split === 'train',
  );
  const places = (wanted: boolean): number[] => records.flatMap((_, p) => (isTrain[p] === wanted ? [p] : []));
  const label = LABELS[set]!;
  const part = (rows: readonly number[]): Dataset =>
    makeDataset({
      columns: columnsOf(
        design,
        rows.map((p) => records[p]!),
      ),
      target: Float64Array.from(rows, (p) => label(records[p]!)),
      task: 'binary',
    });
  const trainRows = places(true);
  return {
    train: part(trainRows),
    test: part(places(false)),
    standardize: typeof design.encoding !== 'string',
    trainRows,
    records,
    names: design.columns,
  };
}

/** The reference writes whole numbers without a point. */
const written = (text: string): string => (/^-?\d+\.0+$/.test(text) ? String(Number(text)) : text);

function columnsOf(design: Design, rows: readonly Record<string, string>[]): LearnColumn[] {
  const numbers = (name: string): LearnColumn => ({
    name,
    values: Float64Array.from(rows, (row) => Number(row[name])),
  });
  if (typeof design.encoding === 'string') return design.columns.map(numbers);
  const names = [...new Set(design.encoding.map(({ column }) => column))];
  return names.map((name): LearnColumn => {
    const entries = (design.encoding as readonly Indicator[]).filter(({ column }) => column === name);
    if (entries[0]!.kind === 'numeric') return numbers(name);
    const named = entries.map(({ level }) => level!);
    // Of a column of two levels the reference keeps the second; the first is whatever else stands there.
    const texts = rows.map((row) => written(row[name]!));
    const categories = named.length > 1 ? named : [texts.find((value) => value !== named[0])!, ...named];
    return { name, categories, values: Float64Array.from(texts, (value) => categories.indexOf(value)) };
  });
}
