import type { Explanation } from '../../../core/explain/index.js';
import { readModel } from '../../../core/models/index.js';
import type { ModelStore } from '../../model-store/ports.js';
import { type ContextRequest, type ExplanationContext, openContext } from '../context/index.js';
import { type ExplainRowsOptions, explainRows } from './explain-rows.js';

export interface VersionRequest extends Omit<ContextRequest, 'model'> {
  readonly options?: ExplainRowsOptions;
  /** Rounds of a boosting that was stopped early, as `readModel` takes them. */
  readonly rounds?: 'all' | 'best';
}

export interface ExplainedVersion {
  readonly context: ExplanationContext;
  readonly explanation: Explanation;
}

/**
 * Explains rows by the version of a model that the registry names by this digest: its bytes come from the model store, which hashes them
 * again.
 *
 * @throws TribuneError NOT_FOUND, STORE_INVALID for bytes that were changed, MODEL_INVALID, and the errors of `explainRows`
 * @example
 * const { explanation } = await explainVersion(digest, { data: recorded, row: 0, background: approved }, models);
 */
export async function explainVersion(
  digest: string,
  { options = {}, rounds = 'all', ...request }: VersionRequest,
  models: ModelStore,
): Promise<ExplainedVersion> {
  const bytes = await models.get(digest);
  const model = readModel(bytes, { name: digest, rounds });
  const context = await openContext({ rowOnly: true, ...request, model: { name: digest, model, digest } });
  return { context, explanation: await explainRows(context, options) };
}
