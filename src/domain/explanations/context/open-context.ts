import { TribuneError } from '../../../core/base/errors.js';
import type { Matrix, Model } from '../../../core/models/index.js';
import type { AnsweringModel, RowTable, TableReader, UnboundModel } from '../ports/index.js';
import {
  type BindingOptions,
  type BoundRows,
  type BoundTable,
  bindRows,
  bindTable,
  type Cells,
  cellsOf,
  inferFeature,
  pickRows,
} from '../table/index.js';
import { answerLater } from './answer-later.js';

/** Number of rows whose cells are kept as text: as many as a table on a terminal shows. */
export const ROWS_SHOWN = 10;

/** The model, the data, and the rows to explain. */
export interface ExplanationContext {
  /** The model; for one that answers asynchronously only its description, to be used through `withModel`. */
  readonly model: Model;
  readonly remote: AnsweringModel | null;
  readonly modelName: string;
  readonly digest: string;
  readonly data: BoundRows;
  readonly background: BoundRows | null;
  /** Row numbers of the wanted rows in the data. */
  readonly indices: readonly number[];
  /** The wanted rows. */
  readonly wanted: Matrix;
  /** The first wanted rows as in the table, one cell per input, which a person is shown. */
  readonly onFile: readonly Cells[];
}

/** A model that was read, with the digest of its bytes, or one that answers asynchronously. */
export type GivenModel =
  | { readonly name: string; readonly model: Model; readonly digest: string }
  | { readonly name: string; readonly unbound: UnboundModel };

export interface ContextRequest extends BindingOptions {
  readonly model: GivenModel;
  readonly data: TableReader;
  /** People to compare with. */
  readonly background?: TableReader | undefined;
  /** The only row of the data that is wanted. */
  readonly row?: number | undefined;
  /** Whether only that row is read and checked, where no other row of the data is used. */
  readonly rowOnly?: boolean;
  /** Confirms that a background of one row is intended: see docs/decisions/0006. */
  readonly singleReference?: boolean;
}

/**
 * Binds data and background to the inputs of a model.
 *
 * @throws TribuneError of the reader, INVALID_ARGUMENT for names or a row that do not fit, DATA_VALUE_INVALID, DATA_EMPTY
 * @example
 * const context = await openContext({ model: { name: 'credit', model, digest }, data: table, row: 17 });
 */
export async function openContext(request: ContextRequest): Promise<ExplanationContext> {
  const { model: given, data: table, background: others, row } = request;
  const tables = others === undefined ? [table] : [table, others];
  const bound =
    'unbound' in given
      ? await bindLater(given.unbound, tables, request)
      : {
          digest: given.digest,
          remote: null,
          ...(await bindRows(given.model, tables, { ...request, row: request.rowOnly === true ? row : undefined })),
        };
  const [data, background = null] = bound.tables as [BoundTable, BoundTable?];
  if (background !== null && request.singleReference !== true) refuseSingle(background);
  const picked = pickRows(data, row);
  return {
    model: bound.model,
    remote: bound.remote,
    modelName: given.name,
    digest: bound.digest,
    data: withoutText(data),
    background: background === null ? null : withoutText(background),
    ...picked,
    onFile: picked.indices.slice(0, ROWS_SHOWN).map((index) => cellsOf(data.read, index - data.firstRow)),
  };
}

/** Drops the text of a long table once it has become numbers. */
const withoutText = ({ table, digest, firstRow, rows, total }: BoundTable): BoundRows => ({
  table,
  digest,
  firstRow,
  rows,
  total,
});

/** Runs a computation with the model; scores of one that answers asynchronously are fetched on the way. */
export function withModel<T>(
  context: Pick<ExplanationContext, 'model' | 'remote'>,
  compute: (model: Model) => T,
): T | Promise<T> {
  return context.remote === null ? compute(context.model) : answerLater(context.remote, compute);
}

/** Refuses a background of one row, unless it is confirmed: see docs/decisions/0006. */
function refuseSingle({ rows, table }: BoundRows): void {
  if (rows.rows > 1) return;
  throw new TribuneError('DATA_EMPTY', `background ${table.name} has one row: nobody to compare with but one`, {
    remedy: 'Give people to compare with, for example those approved; say so if one row is meant.',
    place: { file: table.name },
    reason: 'single-reference',
  });
}

/** Binds a model that describes few of its inputs. Their kinds are found from all rows of data and background together. */
async function bindLater(
  unbound: UnboundModel,
  tables: readonly TableReader[],
  { unseen = 'refuse' }: BindingOptions,
): Promise<Pick<ExplanationContext, 'model' | 'remote' | 'digest'> & { tables: readonly BoundTable[] }> {
  const read: RowTable[] = [];
  for (const table of tables) {
    const columns = read[0]?.columns ?? unbound.inputs;
    read.push(await table.read(columns === null ? { purpose: 'inputs' } : { purpose: 'inputs', columns }));
  }
  const isText = new Set(unbound.texts);
  const features = read[0]!.columns.map((name, c) =>
    inferFeature(
      name,
      read.flatMap((one) => one.cells[c]!),
      isText.has(name),
    ),
  );
  const bound = read.map(
    (one, i): BoundTable => ({
      table: tables[i]!,
      digest: one.digest,
      firstRow: 0,
      total: one.total,
      read: one,
      rows: bindTable(one, features, { name: tables[i]!.name, unseen }),
    }),
  );
  const remote = await unbound.bind({ features, sample: bound[0]!.rows });
  return { model: remote.model, remote, digest: unbound.digest ?? remote.digest, tables: bound };
}
