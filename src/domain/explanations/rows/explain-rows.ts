import { TribuneError } from '../../../core/base/errors.js';
import {
  compileExplainer,
  EXACT_EVALUATIONS,
  type ExplainOptions,
  type Explanation,
  type ExplanationMethod,
  explainByGameAsync,
  makePlayers,
} from '../../../core/explain/index.js';
import type { Matrix } from '../../../core/models/index.js';
import type { ExplanationContext } from '../context/index.js';

/** Options of explaining rows; the background is that of the context. */
export type ExplainRowsOptions = Omit<ExplainOptions, 'background' | 'expectedRows'>;

/** Explains rows elsewhere, such as on many threads, with the same bits as in one thread. */
export type ExplainElsewhere = (rows: Matrix, options: ExplainOptions) => Promise<Explanation>;

/**
 * Explains the wanted rows.
 *
 * @param elsewhere explains several rows of a model in memory, if given
 * @throws TribuneError INVALID_ARGUMENT and DATA_VALUE_INVALID from the core, for options that do not fit the model
 */
export async function explainRows(
  context: ExplanationContext,
  given: ExplainRowsOptions,
  elsewhere?: ExplainElsewhere,
): Promise<Explanation> {
  const { background, wanted, indices } = context;
  const options: ExplainOptions = { ...given, ...(background === null ? {} : { background: background.rows }) };
  if (context.remote !== null) return explainRemote(context, options);
  if (elsewhere !== undefined && indices.length > 1) return elsewhere(wanted, options);
  return compileExplainer(context.model, { ...options, expectedRows: wanted.rows }).explain(wanted, {
    firstRow: indices[0] ?? 0,
  });
}

/** Explains a model that answers asynchronously from its answers alone, by every coalition or by sampled ones. */
async function explainRemote(
  { remote, model, wanted, background, indices }: ExplanationContext,
  options: ExplainOptions,
): Promise<Explanation> {
  const players = makePlayers(model.featureNames, options.groups);
  const wish = options.method ?? 'auto';
  if (wish === 'path-dependent' || wish === 'integrated-gradients' || wish === 'rescale') {
    throw new TribuneError(
      'INVALID_ARGUMENT',
      `method ${wish} needs the model itself, not a server that answers for it`,
      {
        remedy: 'Use exact or sampling with a background, or give the model file.',
        reason: 'method-needs-model',
      },
    );
  }
  if (background === null) {
    throw new TribuneError('INVALID_ARGUMENT', 'a model server is explained against people to compare with', {
      remedy: 'Give a background, for example those approved.',
      reason: 'server-needs-background',
    });
  }
  const cost = 2 ** players.names.length * background.rows.rows;
  const affordable = cost <= (options.evaluations ?? EXACT_EVALUATIONS);
  const method: ExplanationMethod = wish === 'auto' ? (affordable ? 'exact' : 'sampling') : wish;
  return explainByGameAsync(
    model,
    wanted,
    {
      ...options,
      method,
      scale: options.scale ?? 'raw',
      players,
      background: background.rows,
      firstRow: indices[0] ?? 0,
    },
    (rows) => remote!.predictLater(rows),
  );
}
