import { type RowTable, readRows } from '../../../adapters/dataset/index.js';
import { answerLater, type RemoteModel } from '../../../adapters/model-servers/index.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { Matrix, Model } from '../../../core/models/index.js';
import type { CliContext } from '../frame/context.js';
import { flag, type ParsedArguments, text } from '../frame/spec.js';
import {
  type BoundRows,
  type BoundTable,
  bindFiles,
  type Cells,
  cellsOf,
  PURPOSE,
  pickRows,
  unseenOf,
} from './bind-files.js';
import { bindTable, inferFeature } from './bind-table.js';
import { bindServer, type OpenedServer, openModel } from './open-model.js';
import { wholeNumber } from './options.js';

/** Rows whose cells are kept as text: as many as a table on the terminal shows. */
export const ROWS_SHOWN = 10;

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
  /** The first wanted rows as they stand in the file, one cell per input: what a person is shown. */
  readonly onFile: readonly Cells[];
}

export interface SettingOptions {
  /** Read and check only the row that `--row` names: for commands that look at no other row of DATA. */
  readonly rowOnly?: boolean;
}

/** Opens a model and binds data and background to its inputs. */
export async function openSetting(
  args: ParsedArguments,
  context: CliContext,
  { rowOnly = false }: SettingOptions = {},
): Promise<Setting> {
  const [modelPath, dataPath] = args.positionals as [string, string];
  const backgroundPath = text(args, 'background');
  const paths = backgroundPath === undefined ? [dataPath] : [dataPath, backgroundPath];
  const row = wholeNumber(args, 'row', 0);
  const opened = await openModel(modelPath, args, context);
  const bound =
    opened.served === null
      ? {
          digest: opened.file.digest,
          remote: null,
          ...(await bindFiles(opened.file.model, paths, { args, context, row: rowOnly ? row : undefined })),
        }
      : await openServed(opened.served, paths, args, context);
  const [data, background = null] = bound.tables as [BoundTable, BoundTable?];
  if (background !== null) refuseSingle(background, args);
  const picked = pickRows(data, row);
  return {
    model: bound.model,
    remote: bound.remote,
    modelPath,
    digest: bound.digest,
    data: withoutTable(data),
    background: background === null ? null : withoutTable(background),
    ...picked,
    onFile: picked.indices.slice(0, ROWS_SHOWN).map((index) => cellsOf(data.table, index - data.firstRow)),
  };
}

/** The text of a long file is not kept once it has become numbers. */
const withoutTable = ({ path, digest, firstRow, rows, total }: BoundTable): BoundRows => ({
  path,
  digest,
  firstRow,
  rows,
  total,
});

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

/** A server names few of its inputs: what they are is read from the data and the background together, so from all of their rows. */
async function openServed(
  served: OpenedServer,
  paths: readonly string[],
  args: ParsedArguments,
  context: CliContext,
): Promise<Pick<Setting, 'model' | 'remote' | 'digest'> & { tables: readonly BoundTable[] }> {
  const tables: RowTable[] = [];
  for (const path of paths) {
    const columns = tables[0]?.columns ?? served.inputs;
    tables.push(await readRows(path, columns === null ? { purpose: PURPOSE } : { purpose: PURPOSE, columns }));
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
    firstRow: 0,
    total: table.total,
    table,
    rows: bindTable(table, features, { path: paths[i]!, unseen: unseenOf(args) }),
  }));
  const remote = await bindServer(served, { features, sample: bound[0]!.rows }, args, context);
  return { model: remote.model, remote, digest: served.digest ?? remote.digest, tables: bound };
}
