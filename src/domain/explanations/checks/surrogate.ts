import { defined } from '../../../core/base/defined.js';
import { TribuneError } from '../../../core/base/errors.js';
import { type CrossCheck, crossCheck, explain } from '../../../core/explain/index.js';
import { defaultOutput, sliceRows } from '../../../core/models/index.js';
import { type ExplanationContext, withModel } from '../context/index.js';
import type { CheckOptions } from './options.js';

/** Local linear surrogates for one row of the data. */
export interface SurrogateRun {
  readonly row: number;
  readonly result: CrossCheck;
}

/** Compares the explanation of one row with local linear surrogates. Throws INVALID_ARGUMENT without a background. */
export async function runSurrogate(
  context: ExplanationContext,
  options: CheckOptions,
  row: number,
): Promise<SurrogateRun> {
  const { background, data } = context;
  if (background === null) {
    throw new TribuneError('INVALID_ARGUMENT', 'a surrogate needs people to draw neighbours from', {
      remedy: 'Give a background, for example those approved.',
      reason: 'surrogate-needs-background',
    });
  }
  const rows = sliceRows(data.rows, row, row + 1);
  const one = {
    ...options,
    background: background.rows,
    outputs: [options.outputs?.[0] ?? defaultOutput(context.model) ?? 0],
  };
  const result = await withModel(context, (model) =>
    crossCheck(model, rows, explain(model, rows, one), {
      background: background.rows,
      seed: options.seed,
      ...defined({ groups: options.groups }),
    }),
  );
  return { row, result };
}

/** The comparison as JSON: players by name, numbers in plain lists. It is never part of the verdict. */
export function surrogateJson({ row, result }: SurrogateRun): object {
  const { players, values } = result.comparedWith;
  return {
    row,
    ...result,
    comparedWith: { ...result.comparedWith, values: Array.from(values) },
    coefficients: Object.fromEntries(result.coefficients.map(({ player, range }) => [players[player]!, range])),
  };
}
