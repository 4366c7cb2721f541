import { defined } from '../../../core/base/defined.js';
import {
  type AllowedWays,
  type BaselinePolicy,
  type DecisionOptions,
  explainReasons,
  inLineWith,
  type ReasonConfig,
  type ReasonResult,
  type RecourseConstraints,
  type RecourseReport,
  recourseJson,
  waysOf,
} from '../../../core/explain/index.js';
import { type ExplanationContext, roundsOf, withModel } from '../context/index.js';
import { readRecourseRows, recourseFor } from '../recourse/index.js';
import type { BindingOptions } from '../table/index.js';

/** Default seed of all random draws. */
export const DEFAULT_SEED = 'tribune';

export interface ReasonsRequest {
  /** The people to compare with; default `just-approved`. */
  readonly baseline?: BaselinePolicy;
  /** Decision options that take precedence over the `decision` of the reasons file. */
  readonly decision?: Partial<DecisionOptions>;
  /** Hard rules that denied this person. */
  readonly ruleHits?: readonly string[];
  readonly seed?: string;
  /** Most model evaluations of one set of values, for a model that is only asked for scores. */
  readonly evaluations?: number;
  /** Number of times that the baseline is drawn again; with 0 no stability is computed. */
  readonly resamples?: number;
}

/**
 * The reasons of the one wanted row of a context.
 *
 * @throws TribuneError REASONS_INVALID, INVALID_ARGUMENT
 */
export async function reasonsFor(
  context: ExplanationContext,
  config: ReasonConfig,
  {
    baseline = 'just-approved',
    ruleHits = [],
    seed = DEFAULT_SEED,
    evaluations,
    resamples,
    ...request
  }: ReasonsRequest = {},
): Promise<ReasonResult> {
  const { data, background, indices, onFile } = context;
  const decision = decisionOver(config, request.decision);
  return withModel(context, (model) =>
    explainReasons(model, data.rows, config, {
      row: indices[0]! - data.firstRow,
      firstRow: data.firstRow,
      onFile: onFile[0]!,
      baseline,
      ruleHits,
      seed,
      ...(background === null ? {} : { reference: background.rows }),
      ...(decision === null ? {} : { decision }),
      ...defined({ evaluations, resamples }),
    }),
  );
}

function decisionOver(config: ReasonConfig, given: Partial<DecisionOptions> = {}): DecisionOptions | null {
  const cutoff = given.cutoff ?? config.decision?.cutoff;
  return cutoff === undefined ? null : { ...config.decision, ...given, cutoff };
}

/** Changes that would have led to a favourable decision, and the directions that the reasons beside them leave open. */
export interface ReasonsRecourse {
  readonly report: RecourseReport;
  readonly ways: AllowedWays;
}

/**
 * The changes that would have led to a favourable decision, for a person whose reasons may be sent. No change contradicts a reason beside
 * it; protected inputs and proxies may not be mutable. Null where there is no adverse decision to explain.
 *
 * @throws TribuneError CONSTRAINTS_INVALID
 */
export async function recourseBeside(
  context: ExplanationContext,
  given: { readonly config: ReasonConfig; readonly result: ReasonResult; readonly constraints: RecourseConstraints },
  { seed = DEFAULT_SEED, ...binding }: BindingOptions & { readonly seed?: string } = {},
): Promise<ReasonsRecourse | null> {
  const { config, result, constraints } = given;
  if (result.status !== 'ready' || result.ruleHits.length > 0) return null;
  const ways = waysOf(result.reasons);
  const { cutoff, scale, accept, output } = result.decision;
  const { table } = await readRecourseRows(context.model, {
    ...binding,
    table: context.data.table,
    constraints,
    row: result.index,
  });
  const report = await recourseFor(context, table, inLineWith(constraints, ways), {
    cutoff,
    cutoffScale: scale,
    accept,
    output,
    seed,
    protectedFeatures: [...config.protectedFeatures, ...config.proxyFeatures],
  });
  return { report, ways };
}

/** For the record: the result with digests of all its sources. */
export function reasonsDocument(
  context: ExplanationContext,
  result: ReasonResult,
  recourse: ReasonsRecourse | null,
): object {
  const { model, digest, data, background } = context;
  const from = background ?? data;
  return {
    schemaVersion: '1',
    model: { kind: model.kind, digest, outputs: model.numOutputs, ...roundsOf(model), scale: result.decision.scale },
    data: { rows: data.total, digest: data.digest },
    reference: { rows: from.rows.rows, digest: from.digest },
    ...result,
    ...(recourse === null ? {} : { recourse: { ...recourseJson(recourse.report), inLineWithReasons: recourse.ways } }),
  };
}
