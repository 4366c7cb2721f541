import type { Matrix, Model } from '../../../models/index.js';
import type { RecourseRow } from '../../recourse/index.js';
import type { DecisionRule } from '../../recourse/problem/decision.js';
import type { ReasonConfig } from '../selection/config.js';
import type { Reason, ReasonResult } from '../selection/result.js';
import { type SimilarCase, similarCases } from '../selection/similar-cases.js';
import { type ReasonValue, valuesOf } from '../selection/wording.js';

export interface ReviewerView {
  readonly audience: 'reviewer';
  /** Only `inputs` may be shown until the reviewer has noted an own view (automation bias). */
  readonly hideUntilOwnView: true;
  readonly index: number;
  readonly inputs: readonly (ReasonValue & { readonly source: string | null })[];
  readonly score: number;
  readonly decision: DecisionRule;
  /** Name of the raw scale, on which the contributions are, whatever the scale of the cutoff is. */
  readonly rawScale: string;
  /**
   * Raw score of the person and of those compared with; the contributions lead from one to the other. Null without a score, and for points
   * below the best.
   */
  readonly raw: { readonly score: number; readonly baseline: number } | null;
  /** Raw score that every family added (above 0: in the person's favour) against the baseline. */
  readonly contributions: readonly { readonly family: string; readonly value: number; readonly share: number | null }[];
  readonly reasons: readonly Reason[];
  readonly status: ReasonResult['status'];
  readonly why: string | null;
  readonly ruleHits: readonly string[];
  /** Facts that should make a reviewer careful. */
  readonly flags: readonly string[];
  readonly similar: { readonly approved: readonly SimilarCase[]; readonly denied: readonly SimilarCase[] };
  readonly recourse: RecourseRow | null;
  /** Reasons for overriding the machine, one of which is required for it. */
  readonly overrideReasons: readonly string[];
}

/** The raw scale in words; with the identity link it is the published scale. */
export const rawScaleOf = (link: string): string =>
  link === 'identity' ? 'score' : link === 'logit' ? 'log-odds' : "the model's own sum";

/** Reasons for overriding a decision, from the appeal's own taxonomy (notes, governance). */
const OVERRIDE_REASONS = ['data error', 'model error', 'policy', 'process', 'new fact'] as const;
/** Share of the baseline's score range; nearer to the cutoff a small error of the data turns the decision. The number is our choice. */
const NEAR_SHARE = 0.1;

/** The case as a reviewer needs it. */
export function reviewerView(
  model: Model,
  config: ReasonConfig,
  result: ReasonResult,
  given: {
    readonly reference: Matrix;
    /** Row of the reference that is this person; null for none. Default `result.index`. */
    readonly ownRow?: number | null;
    readonly recourse?: RecourseRow;
    readonly sources?: Readonly<Record<string, string>>;
  },
): ReviewerView {
  const inputs = result.record?.inputs ?? [];
  const row = { data: Float64Array.from(inputs), rows: 1, columns: inputs.length };
  const values = valuesOf(config, model, { row, onFile: result.record?.onFile ?? null }, [...inputs.keys()]);
  const shortfalls = Object.entries(result.record?.shortfalls ?? {});
  const whole = shortfalls.reduce((sum, [, value]) => sum + Math.max(0, value), 0);
  return {
    audience: 'reviewer',
    hideUntilOwnView: true,
    index: result.index,
    inputs: values.map((value) => ({ ...value, source: given.sources?.[value.feature] ?? null })),
    score: result.score,
    decision: result.decision,
    rawScale: model.chances !== undefined && model.link === 'identity' ? 'probability' : rawScaleOf(model.link),
    raw:
      result.record === null || result.record.method === 'points-below-max'
        ? null
        : { score: result.record.prediction, baseline: result.record.baseValue },
    contributions: shortfalls
      .map(([family, value]) => ({ family, value: -value, share: value > 0 ? value / whole : null }))
      .sort((a, b) => a.value - b.value),
    reasons: result.reasons,
    status: result.status,
    why: result.why,
    ruleHits: result.ruleHits,
    flags: flagsOf(result, given.recourse),
    similar:
      result.record === null
        ? { approved: [], denied: [] }
        : similarCases(model, result.decision, given.reference, {
            row: row.data,
            index: given.ownRow === undefined ? result.index : given.ownRow,
          }),
    recourse: given.recourse ?? null,
    overrideReasons: OVERRIDE_REASONS,
  };
}

function flagsOf(result: ReasonResult, recourse: RecourseRow | undefined): string[] {
  const flags: string[] = [];
  const { record, decision, score } = result;
  if (result.status === 'blocked') flags.push(`The notice is blocked: ${result.why}.`);
  if (record === null) return flags;
  if (record.fallback !== null) {
    flags.push(
      `The reasons are those against the baseline ${record.baseline.policy}, not ${record.fallback.from}: ${record.fallback.why}.`,
    );
  }
  const unverified = record.dropped.filter(({ principal }) => principal === true).map(({ family }) => `"${family}"`);
  if (unverified.length > 0) {
    flags.push(
      `${unverified.join(', ')} lowered the score and could not be verified as a reason: a principal reason may not be left out.`,
    );
  }
  if (result.status === 'undefined') flags.push(`No letter can go out: ${result.why}.`);
  if (record.stability?.status === 'unstable') {
    flags.push('The list of reasons changes when the baseline is drawn again.');
  }
  if (result.atCutoff) {
    flags.push(
      "The score is at the cutoff within the model's arithmetic: the program that made the model may decide otherwise.",
    );
  }
  const [lowest, highest] = record.baseline.scoreRange;
  if (Math.abs(score - decision.cutoff) < NEAR_SHARE * (highest - lowest)) {
    flags.push('The score is next to the cutoff: a small error in the data turns the decision.');
  }
  if (record.inputs.some(Number.isNaN)) flags.push('Values are missing.');
  if (recourse?.proof === 'none exists') flags.push('It is proved that no allowed change leads to a yes.');
  return flags;
}
