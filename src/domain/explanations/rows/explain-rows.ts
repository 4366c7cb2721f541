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

/** How rows are explained; the background is that of the context. */
export type ExplainRowsOptions = Omit<ExplainOptions, 'background' | 'expectedRows'>;

/** Explains rows elsewhere, such as on many threads; the bits must be those of one thread. */
export type ExplainElsewhere = (rows: Matrix, options: ExplainOptions) => Promise<Explanation>;

/**
 * The explanation of the wanted rows.
 *
 * @param elsewhere takes several rows of a model in memory, if given
 * @throws TribuneError INVALID_ARGUMENT, DATA_VALUE_INVALID, of the core for options that do not fit the model
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

/** A model that answers later is known by its answers only: every coalition, or sampled ones. */
async function explainRemote(
  { remote, model, wanted, background, indices }: ExplanationContext,
  options: ExplainOptions,
): Promise<Explanation> {
  const players = makePlayers(model.featureNames, options.groups);
  const wish = options.method ?? 'auto';
  if (wish === 'path-dependent' || wish === 'integrated-gradients') {
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
