import { TribuneError } from '../../core/base/errors.js';
import { parseExact } from '../../core/base/exact-json.js';
import { type Model, readModel } from '../../core/models/index.js';
import { oneOutput } from '../explanations/context/index.js';
import { bindRows, type RecordedInputs, recordsTable } from '../explanations/table/index.js';
import type { Rescored, ScoreManyRequest, ScoreRequest, Unscored } from './ports.js';

/**
 * Runs the bytes of a model on the inputs of one decision, bound by name as `explain` binds them.
 *
 * @param read gives the model of the bytes; by default it is read with all its rounds
 * @throws TribuneError MODEL_INVALID, DATA_COLUMN_MISSING, DATA_VALUE_INVALID, INVALID_ARGUMENT
 */
export async function scoreRecorded(
  { digest, bytes, ...one }: ScoreRequest,
  read: (bytes: Uint8Array, digest: string) => Model = readWhole,
): Promise<Rescored> {
  return scoreOne(read(bytes, digest), one);
}

/**
 * Runs the bytes of a model on the inputs of many decisions, each as if it were alone; what is wrong with one stands in its place.
 *
 * @throws TribuneError MODEL_INVALID
 */
export async function scoreManyRecorded(
  { digest, bytes, output, decisions }: ScoreManyRequest,
  read: (bytes: Uint8Array, digest: string) => Model = readWhole,
): Promise<(Rescored | Unscored)[]> {
  const model = read(bytes, digest);
  const scored: (Rescored | Unscored)[] = [];
  for (const decision of decisions) scored.push(await scoreOne(model, { ...decision, output }).catch(unscored));
  return scored;
}

function unscored(cause: unknown): Unscored {
  if (!(cause instanceof TribuneError)) throw cause;
  return { code: cause.code, message: cause.message };
}

async function scoreOne(
  given: Model,
  { name, inputs, output }: Pick<ScoreRequest, 'name' | 'inputs' | 'output'>,
): Promise<Rescored> {
  let byPlace = false;
  const onByPlace = (): void => {
    byPlace = true;
  };
  const table = recordsTable(name, [parseExact(inputs) as RecordedInputs]);
  const { model, tables } = await bindRows(given, [table], { onByPlace });
  const { rows } = tables[0]!;
  const at = oneOutput(model, output ?? undefined);
  return { raw: model.predictRaw(rows)[at]!, linked: model.predictLinked(rows)[at]!, byPlace };
}

export const readWhole = (bytes: Uint8Array, digest: string): Model =>
  readModel(bytes, { name: digest, rounds: 'all' });
