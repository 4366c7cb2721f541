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
};

const HASH = 2654435761n;
/** The reference's rule for splits of files without a split column. */
const drawn = (position: number): number => Number((BigInt(position + 1) * HASH) % 2n ** 32n) / 2 ** 32;

/** Rebuilds a design: the same rows, columns and levels. Only sets whose label is named above. */
export function referenceDesign(set: string): ReferenceDesign {
  const design = designs()[set]!;
  const records = sharedCsv(`data/${design.file}`);
  const isTrain = records.map((row, p) => (row.split === undefined ? drawn(p) < 0.6 : row.split === 'train'));
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
