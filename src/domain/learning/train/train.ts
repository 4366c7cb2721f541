import { TribuneError } from '../../../core/base/errors.js';
import {
  type CalibrationMethod,
  type Caution,
  type Dataset,
  holdOut,
  fit as learn,
  makeDataset,
  measure,
  type Parameters,
  type Quality,
  scoreRows,
  type TrainedModel,
  takeRows,
} from '../../../core/learn/index.js';
import type { NeutralDocument } from '../../../core/models/index.js';
import type { ColumnReader, TableColumn } from '../ports/index.js';
import { type ColumnNote, chooseFeatures, type PolicyColumns } from './features.js';
import { type Target, targetOf } from './target.js';

export interface TrainRequest {
  readonly table: ColumnReader;
  readonly target: string;
  /** The value of the target that is 1, where it is a text. */
  readonly positive?: string | undefined;
  readonly features?: readonly string[] | undefined;
  /** Columns that are names even where they are written as numbers. */
  readonly categorical?: readonly string[] | undefined;
  readonly weights?: string | undefined;
  /** A table of the columns `row` and `weight`, one row for each of the data, instead of a column of weights. */
  readonly weightsTable?: ColumnReader | undefined;
  readonly learner?: string | undefined;
  readonly parameters?: Parameters | undefined;
  /** How scores become chances, on a part of the rows that are not held out. */
  readonly calibrate?: CalibrationMethod | undefined;
  readonly seed: string;
  /** Share of the rows that are held out to judge the model. */
  readonly holdout: number;
  readonly policy?: PolicyColumns | undefined;
  readonly version: string;
  /** Day of the training, `YYYY-MM-DD`. */
  readonly today: string;
  readonly progress?: (text: string) => void;
}

export interface Training {
  readonly trained: TrainedModel;
  /** The model with its training record, as it is written. */
  readonly document: NeutralDocument;
  readonly train: Quality;
  /** Quality on rows that the model has not seen; null where none were held out. */
  readonly holdout: Quality | null;
  readonly cautions: readonly Caution[];
  readonly notes: readonly ColumnNote[];
  /** Rows without a target, which were left out. */
  readonly excluded: number;
}

/**
 * Learns a model from a table, judges it on rows that were held out, and records how it came about.
 *
 * @throws TribuneError of the table; USAGE, DATA_EMPTY, DATA_VALUE_INVALID, INVALID_ARGUMENT
 */
export async function train(request: TrainRequest): Promise<Training> {
  const { table, target: targetName, weights: weightsName, progress = () => {} } = request;
  let choice = chooseFeatures([], { target: '' });
  const read = await table.read({
    columns: (columns) => {
      choice = chooseFeatures(columns, request);
      return [...choice.features, targetName, ...(weightsName === undefined ? [] : [weightsName])];
    },
    texts: request.categorical ?? [],
    progress,
  });
  const byName = new Map(read.columns.map((column) => [column.name, column]));
  const target = targetOf(byName.get(targetName)!, request.positive);
  const data = dataOf(
    choice.features.map((name) => byName.get(name)!),
    target,
    table.name,
  );
  const weighed = await weightsFor(request, byName);
  const weights = weighed === null ? null : weightsOf(weighed.column, target.rows, weighed.table);
  const split = holdOut(data.rows, {
    share: request.holdout,
    seed: request.seed,
    ...(data.task === 'binary' ? { strata: data.target } : {}),
  });
  if (split.train.length === 0)
    throw new TribuneError(
      'DATA_EMPTY',
      `${data.rows} rows, of which a share of ${request.holdout} is held out: none is left`,
      {
        remedy: 'Hold out less (--holdout 0.2), or give more rows.',
      },
    );
  const part = takeRows(data, split.train);
  const partWeights = weights === null ? undefined : Float64Array.from(split.train, (row) => weights[row]!);
  progress(`learning from ${part.rows} rows of ${part.columns.length} columns`);
  const trained = learn(part, {
    seed: request.seed,
    progress,
    ...(partWeights === undefined ? {} : { weights: partWeights }),
    ...(request.learner === undefined ? {} : { learner: request.learner }),
    ...(request.parameters === undefined ? {} : { parameters: request.parameters }),
    ...(request.calibrate === undefined ? {} : { calibrate: request.calibrate }),
  });
  const judge = (rows: Int32Array): Quality =>
    measure(
      scoreRows(trained.model, data.columns, rows),
      Float64Array.from(rows, (row) => data.target[row]!),
      data.task,
      weights === null ? null : Float64Array.from(rows, (row) => weights[row]!),
    );
  return {
    trained,
    document: {
      ...trained.document,
      training: recordOf(request, trained, { read, target, split: split.train.length, weights: weighed?.digest }),
    },
    train: judge(split.train),
    holdout: split.test.length === 0 ? null : judge(split.test),
    cautions: trained.cautions,
    notes: [...choice.notes, ...fewNumbers(request, target)],
    excluded: read.rows - target.rows.length,
  };
}

/** Most different numbers of a target that may have been meant as classes. */
const FEW_NUMBERS = 5;

/** Says so where a target of a few different numbers, such as 0, 1 and 9, is learned as a number. */
function fewNumbers({ target: column }: TrainRequest, { task, values }: Target): ColumnNote[] {
  if (task === 'binary') return [];
  const found = new Set<number>();
  for (const value of values) if (found.add(value).size > FEW_NUMBERS) return [];
  const listed = [...found].sort((a, b) => a - b).join(', ');
  return [
    {
      column,
      note: `learned as a number, of which there are only ${listed} (--positive VALUE: that one against the others)`,
    },
  ];
}

function dataOf(columns: readonly TableColumn[], target: Target, table: string): Dataset {
  if (columns.length === 0)
    throw new TribuneError('USAGE', `no column of ${table} is left to learn from`, {
      remedy: 'Name the columns to learn from: --features A,B.',
    });
  const isWhole = target.rows.length === columns[0]!.values.length;
  const known = isWhole
    ? columns
    : columns.map((column) => ({ ...column, values: Float64Array.from(target.rows, (row) => column.values[row]!) }));
  return makeDataset({ columns: known, target: target.values, task: target.task });
}

async function weightsFor(
  { table, weights, weightsTable }: TrainRequest,
  columns: ReadonlyMap<string, TableColumn>,
): Promise<{ column: TableColumn; table: string; digest?: string } | null> {
  if (weights !== undefined) return { column: columns.get(weights)!, table: table.name };
  if (weightsTable === undefined) return null;
  const read = await weightsTable.read({ columns: () => ['row', 'weight'], texts: [] });
  const [row, weight] = read.columns as [TableColumn, TableColumn];
  const rows = columns.values().next().value!.values.length;
  const odd = row.values.findIndex((value, place) => value !== place);
  if (odd < 0 && read.rows === rows) return { column: weight, table: weightsTable.name, digest: read.digest };
  throw new TribuneError(
    'DATA_VALUE_INVALID',
    odd < 0
      ? `${weightsTable.name} has ${read.rows} rows, ${table.name} ${rows}`
      : `${weightsTable.name}, row ${odd}: "row" is ${row.values[odd]}, not ${odd}`,
    { remedy: 'Give one weight for each row of the data, in their order from 0, as tribune mitigate --weights does.' },
  );
}

function weightsOf(column: TableColumn, rows: Int32Array, table: string): Float64Array {
  const { name, values, categories } = column;
  const wrong = categories === undefined ? rows.find((row) => !(values[row]! >= 0)) : rows[0];
  if (wrong === undefined) return Float64Array.from(rows, (row) => values[row]!);
  const found = categories?.[values[wrong]!] ?? values[wrong]!;
  throw new TribuneError(
    'DATA_VALUE_INVALID',
    `${table}, row ${wrong}: the weight in "${name}" is ${Number.isNaN(found) ? 'missing' : JSON.stringify(found)}`,
    { remedy: 'Weights are numbers from 0; give every row one.', place: { name } },
  );
}

function recordOf(
  request: TrainRequest,
  trained: TrainedModel,
  {
    read,
    target,
    split,
    weights,
  }: {
    read: { digest: string; rows: number };
    target: Target;
    split: number;
    /** Digest of a file of weights. */
    weights: string | undefined;
  },
): Record<string, unknown> {
  const { calibration } = trained;
  return {
    learner: trained.learner,
    parameters: trained.parameters,
    data: {
      digest: read.digest,
      rows: read.rows,
      withoutTarget: read.rows - target.rows.length,
      learnedFrom: split - (calibration?.rows ?? 0),
    },
    target: request.target,
    ...(target.positive === null ? {} : { positive: target.positive }),
    ...(request.weights === undefined ? {} : { weights: request.weights }),
    ...(weights === undefined ? {} : { weightsFile: { digest: weights } }),
    holdout: request.holdout,
    seed: request.seed,
    library: `tribune ${request.version}`,
    trainedOn: request.today,
    ...(calibration === undefined ? {} : { calibration }),
    ...trained.details,
  };
}
