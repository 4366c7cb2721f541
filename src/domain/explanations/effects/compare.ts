import { TribuneError } from '../../../core/base/errors.js';
import {
  compareVersions,
  type DecisionOptions,
  type ExplanationMethod,
  type ScoreScale,
  summariseVersions,
  type VersionComparison,
  type VersionSummary,
} from '../../../core/explain/index.js';
import { type ExplanationContext, oneOutput } from '../context/index.js';
import { readGroupColumn } from '../table/index.js';

/** One score per row, and the decision of each version where a cutoff is given. */
export interface Scores {
  readonly before: Float64Array;
  readonly after: Float64Array;
}

/** Decision rule of each version. */
export interface ComparedDecision extends DecisionOptions {
  readonly cutoffScale: ScoreScale;
  readonly cutoffBefore: number;
}

export interface CompareRequest {
  readonly method: ExplanationMethod | 'auto';
  readonly scale: ScoreScale;
  readonly seed: string;
  readonly output?: number | undefined;
  /** Column of the data by whose groups everything is computed too. */
  readonly by: string | null;
  readonly decision: ComparedDecision | null;
}

/** Comparison of two versions, and the data that it was made from. */
export interface ComparedVersions {
  readonly before: ExplanationContext;
  readonly after: ExplanationContext;
  readonly output: number;
  readonly by: string | null;
  readonly groups: readonly string[] | null;
  readonly comparison: VersionComparison;
  /** Scores, on the scale of the comparison. */
  readonly scores: Scores;
  readonly decision: ComparedDecision | null;
  readonly decisions: { readonly before: readonly boolean[]; readonly after: readonly boolean[] } | null;
  readonly summary: VersionSummary;
}

/**
 * Compares two versions of a model on the same people: which inputs move scores, and whose decisions flip. The contexts are of the same
 * data.
 *
 * @throws TribuneError INVALID_ARGUMENT for models that answer asynchronously, MODEL_INVALID for versions with other inputs
 */
export async function compareContexts(
  before: ExplanationContext,
  after: ExplanationContext,
  request: CompareRequest,
): Promise<ComparedVersions> {
  for (const one of [after, before]) demandFile(one);
  const { by, scale, decision, method, seed } = request;
  const output = oneOutput(after.model, request.output);
  const groups = by === null ? null : await readGroupColumn(after.data.table, by);
  const comparison = compareVersions(before.model, after.model, after.data.rows, {
    method,
    scale,
    seed,
    outputs: [output],
    ...(after.background === null ? {} : { background: after.background.rows }),
  });
  const decisions =
    decision === null
      ? null
      : {
          before: accepted(scoresOf(before, decision.cutoffScale, output), decision, decision.cutoffBefore),
          after: accepted(scoresOf(after, decision.cutoffScale, output), decision, decision.cutoff),
        };
  const summary = summariseVersions({
    comparison,
    ...(groups === null ? {} : { groups }),
    ...(decisions === null ? {} : { decisions }),
  });
  const scores = { before: scoresOf(before, scale, output), after: scoresOf(after, scale, output) };
  return { before, after, output, by, groups, comparison, scores, decision, decisions, summary };
}

function demandFile({ remote, modelName }: ExplanationContext): void {
  if (remote === null) return;
  throw new TribuneError(
    'INVALID_ARGUMENT',
    `${modelName} is not read natively: versions are compared by their files`,
    { remedy: 'Give two model files that tribune model inspect reads.', reason: 'versions-need-files' },
  );
}

function scoresOf({ model, data }: ExplanationContext, scale: ScoreScale, output: number): Float64Array {
  const scores = scale === 'raw' ? model.predictRaw(data.rows) : model.predictLinked(data.rows);
  return Float64Array.from({ length: data.rows.rows }, (_, r) => scores[r * model.numOutputs + output]!);
}

const accepted = (scores: Float64Array, { accept }: DecisionOptions, cutoff: number): boolean[] =>
  Array.from(scores, (score) => (accept === 'below' ? score < cutoff : score >= cutoff));
