import { type RowTable, readRows } from '../../../adapters/dataset/index.js';
import { answerLater, type RemoteModel } from '../../../adapters/model-servers/index.js';
import { TribuneError } from '../../../core/errors.js';
import { type Feature, type Matrix, type Model, sliceRows } from '../../../core/models/index.js';
import type { CliContext } from '../context.js';
import { flag, type ParsedArguments, text } from '../spec.js';
import { bindTable, chooseColumns, inferFeature, type Unseen } from './bind-table.js';
import { bindServer, type OpenedServer, openModel } from './open-model.js';
import { wholeNumber } from './options.js';

/** Rows of a file as the model reads them. */
export interface BoundRows {
  readonly path: string;
  readonly digest: string;
  readonly rows: Matrix;
}

/** What a command explains: the model, the data, the rows that were asked for. */
export interface Setting {
  /** Of a model behind a network only its description: ask it through `withModel`. */
  readonly model: Model;
  readonly remote: RemoteModel | null;
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

/** Opens a model and binds data and background to its inputs. */
export async function openSetting(args: ParsedArguments, context: CliContext): Promise<Setting> {
  const [modelPath, dataPath] = args.positionals as [string, string];
  const backgroundPath = text(args, 'background');
  const paths = backgroundPath === undefined ? [dataPath] : [dataPath, backgroundPath];
  const opened = await openModel(modelPath, args);
  const bound =
    opened.served === null
      ? {
          ...opened.file,
          remote: null,
          tables: await bindFiles(opened.file.model.features, paths, unseenOf(args), context),
        }
      : await openServed(opened.served, paths, args, context);
  const [data, background = null] = bound.tables as [BoundRows, BoundRows?];
  if (background !== null) refuseSingle(background, args);
  return {
    model: bound.model,
    remote: bound.remote,
    modelPath,
    digest: bound.digest,
    data,
    background,
    ...pickRows(data, wholeNumber(args, 'row', 0)),
  };
}

/** Runs a computation with the model; one behind a network is asked in between. */
export function withModel<T>(setting: Pick<Setting, 'model' | 'remote'>, compute: (model: Model) => T): T | Promise<T> {
  return setting.remote === null ? compute(setting.model) : answerLater(setting.remote, compute);
}

/** One row is nobody's idea of a background, unless it is said: see docs/decisions/0006. */
function refuseSingle(background: BoundRows, args: ParsedArguments): void {
  if (background.rows.rows > 1 || flag(args, 'single-reference')) return;
  throw new TribuneError('DATA_EMPTY', `background ${background.path} has one row: nobody to compare with but one`, {
    remedy:
      'Give people to compare with, for example those approved; `tribune explain --single-reference` if one row is meant.',
    place: { file: background.path },
  });
}

export function pickRows(data: BoundRows, row: number | undefined): Pick<Setting, 'indices' | 'wanted'> {
  if (row === undefined) return { indices: Array.from({ length: data.rows.rows }, (_, r) => r), wanted: data.rows };
  if (row >= data.rows.rows) {
    throw new TribuneError('USAGE', `--row ${row}: ${data.path} has ${data.rows.rows} row(s)`, {
      remedy: `Rows count from 0: give 0 to ${data.rows.rows - 1}.`,
    });
  }
  return { indices: [row], wanted: sliceRows(data.rows, row, row + 1) };
}

/** Reads the columns of the inputs and turns them into numbers. */
async function bindFiles(
  features: readonly Feature[],
  paths: readonly string[],
  unseen: Unseen,
  context: CliContext,
): Promise<BoundRows[]> {
  const bound: BoundRows[] = [];
  for (const path of paths) {
    let byPlace = false;
    const table = await readRows(path, {
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
    bound.push({ path, digest: table.digest, rows: bindTable(table, features, path, unseen) });
  }
  return bound;
}

/** A server names few of its inputs: what they are is read from the data and the background together. */
async function openServed(
  served: OpenedServer,
  paths: readonly string[],
  args: ParsedArguments,
  context: CliContext,
): Promise<Pick<Setting, 'model' | 'remote' | 'digest'> & { tables: readonly BoundRows[] }> {
  const purpose = 'inputs of the model';
  const tables: RowTable[] = [];
  for (const path of paths) {
    const columns = tables[0]?.columns ?? served.inputs;
    tables.push(await readRows(path, columns === null ? { purpose } : { purpose, columns }));
  }
  const isText = new Set(served.description.features?.filter((feature) => feature.categories).map(({ name }) => name));
  const features = tables[0]!.columns.map((name, c) =>
    inferFeature(
      name,
      tables.flatMap((table) => table.cells[c]!),
      isText.has(name),
    ),
  );
  const bound = tables.map((table, i) => ({
    path: paths[i]!,
    digest: table.digest,
    rows: bindTable(table, features, paths[i]!, unseenOf(args)),
  }));
  const remote = await bindServer(served, { features, sample: bound[0]!.rows }, args, context);
  return { model: remote.model, remote, digest: served.digest ?? remote.digest, tables: bound };
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
