import { type RowTable, readRows } from '../../../adapters/dataset/index.js';
import { TribuneError } from '../../../core/errors.js';
import { type Feature, type Matrix, type Model, sliceRows } from '../../../core/models/index.js';
import type { CliContext } from '../context.js';
import { type ParsedArguments, text } from '../spec.js';
import { bindTable, chooseColumns, inferFeature, type Unseen } from './bind-table.js';
import { parseModelFile, readModelBytes } from './model-file.js';
import { wholeNumber } from './options.js';

/** Rows of a file as the model reads them. */
export interface BoundRows {
  readonly path: string;
  readonly digest: string;
  readonly rows: Matrix;
}

/** What a command explains: the model, the data, the rows that were asked for. */
export interface Setting {
  readonly model: Model;
  readonly modelPath: string;
  readonly digest: string;
  readonly data: BoundRows;
  readonly background: BoundRows | null;
  /** Numbers of the wanted rows in the data. */
  readonly indices: readonly number[];
  /** The wanted rows. */
  readonly wanted: Matrix;
}

export const unseenOf = (args: ParsedArguments): Unseen => (text(args, 'unseen') === 'model' ? 'model' : 'refuse');

/** Opens a model file and binds data and background to its inputs. */
export async function openSetting(args: ParsedArguments, context: CliContext): Promise<Setting> {
  const [modelPath, dataPath] = args.positionals as [string, string];
  const backgroundPath = text(args, 'background');
  const bytes = await readModelBytes(modelPath);
  const { model, digest } = parseModelFile(bytes, modelPath);
  const bind = (path: string): Promise<BoundRows> => bindFile(model.features, path, unseenOf(args), context);
  const data = await bind(dataPath);
  const background = backgroundPath === undefined ? null : await bind(backgroundPath);
  return {
    model,
    modelPath,
    digest,
    data,
    background,
    ...pickRows(data, wholeNumber(args, 'row', 0), background, context),
  };
}

export function pickRows(
  data: BoundRows,
  row: number | undefined,
  background: BoundRows | null,
  context: CliContext,
): Pick<Setting, 'indices' | 'wanted'> {
  if (background?.rows.rows === 1) {
    context.err(`warning ${background.path} has one row: every value compares with that one person\n`);
  }
  if (row === undefined) return { indices: Array.from({ length: data.rows.rows }, (_, r) => r), wanted: data.rows };
  if (row >= data.rows.rows) {
    throw new TribuneError('USAGE', `--row ${row}: ${data.path} has ${data.rows.rows} row(s)`, {
      remedy: `Rows count from 0: give 0 to ${data.rows.rows - 1}.`,
    });
  }
  return { indices: [row], wanted: sliceRows(data.rows, row, row + 1) };
}

/** Reads the columns of the inputs and turns them into numbers. */
export async function bindFile(
  features: readonly Feature[],
  path: string,
  unseen: Unseen,
  context: CliContext,
): Promise<BoundRows> {
  let byPlace = false;
  const table: RowTable = await readRows(path, {
    purpose: 'inputs of the model',
    columns: (columns) => {
      const chosen = chooseColumns(features, columns);
      byPlace = chosen.byPlace;
      return chosen.names;
    },
  });
  if (byPlace) {
    context.err(`warning the model names no inputs: the columns of ${path} are taken in their order\n`);
  }
  return { path, digest: table.digest, rows: bindTable(table, features, path, unseen) };
}

/** All columns of a file: those of the model as it reads them, the others as numbers where all are, else as categories. */
export interface WholeTable extends BoundRows {
  readonly columns: readonly Feature[];
}

/** Reads the inputs of the model and every other column besides, for rules that name columns which the model does not read. */
export async function bindWhole(features: readonly Feature[], path: string, unseen: Unseen): Promise<WholeTable> {
  const names = new Set(features.map((feature) => feature.name));
  const table = await readRows(path, {
    purpose: 'inputs of the model',
    columns: (columns) => [...names, ...new Set(columns.filter((column) => !names.has(column)))],
  });
  const columns = table.columns.map((name, c) => features[c] ?? inferFeature(name, table.cells[c]!));
  return { path, digest: table.digest, columns, rows: bindTable(table, columns, path, unseen) };
}
