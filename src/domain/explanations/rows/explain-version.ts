import type { Explanation } from '../../../core/explain/index.js';
import { readModel } from '../../../core/models/index.js';
import type { ModelStore } from '../../model-store/ports.js';
import { type ContextRequest, type ExplanationContext, type GivenModel, openContext } from '../context/index.js';
import { type ExplainElsewhere, type ExplainRowsOptions, explainRows } from './explain-rows.js';

/** Where the bytes of a version come from, and how they become a model. */
export interface VersionSource {
  readonly models: Pick<ModelStore, 'get'>;
  /** Name of the version in messages and results; by default its digest. */
  readonly name?: string;
  /** Makes a model of the bytes; by default `readModel`, with all rounds of a boosting. */
  readonly open?: (bytes: Uint8Array, name: string, digest: string) => Promise<GivenModel>;
}

export interface VersionRequest extends Omit<ContextRequest, 'model'> {
  readonly options?: ExplainRowsOptions;
  /** Called before rows are explained: it may refuse options that do not fit the model, and say where rows are explained instead of here. */
  readonly beforeRows?: (context: ExplanationContext, bytes: Uint8Array) => ExplainElsewhere | undefined;
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
 * const { explanation } = await explainVersion(digest, { data: recorded, row: 0, background: approved }, { models });
 */
export async function explainVersion(
  digest: string,
  { options = {}, beforeRows, ...request }: VersionRequest,
  { models, name = digest, open = readNatively }: VersionSource,
): Promise<ExplainedVersion> {
  const bytes = await models.get(digest);
  const context = await openContext({ rowOnly: true, ...request, model: await open(bytes, name, digest) });
  return { context, explanation: await explainRows(context, options, beforeRows?.(context, bytes)) };
}

const readNatively = async (bytes: Uint8Array, name: string, digest: string): Promise<GivenModel> => ({
  name,
  digest,
  model: readModel(bytes, { name, rounds: 'all' }),
});
