import { TribuneError } from '../../base/errors.js';
import type { Matrix, Model } from '../../models/index.js';
import type { Seed } from '../../stats/index.js';
import type { ExplainOptions } from '../attribution/explain.js';
import type { ExplanationMethod, ScoreScale } from '../base/explanation.js';
import { checkAdditive, checkDeterminism } from './arithmetic.js';
import { checkAxioms } from './axioms.js';
import { type CheckContext, explainWith } from './context.js';
import { checkFaithfulness } from './faithfulness.js';
import { checkRandomisation } from './randomised.js';
import { type CheckResult, worstVerdict } from './result.js';
import { checkStability } from './stability.js';

export interface ExplainerReport {
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  readonly method: ExplanationMethod;
  readonly scale: ScoreScale;
  readonly seed: string;
  /** Number of rows that were examined. */
  readonly rows: number;
  readonly checks: readonly CheckResult[];
}

/**
 * Examines explanations of a model on rows: whether they add up, are the same twice, hold when the background is drawn again, name what
 * moves the score, depend on what was learned, and keep the axioms. Each check has a verdict; a check with too little evidence is
 * `inconclusive`.
 *
 * @param options as `explain`; the seed also draws resamples and orders
 * @throws TribuneError as `explain`; DATA_EMPTY
 * @example
 * checkExplainer(model, applicants, { background: approved, seed: 'ci' }).verdict; // 'pass'
 */
export function checkExplainer(
  model: Model,
  rows: Matrix,
  options: ExplainOptions & { readonly seed: Seed },
): ExplainerReport {
  if (rows.rows === 0) {
    throw new TribuneError('DATA_EMPTY', 'there are no rows to examine', { remedy: 'Give at least two rows.' });
  }
  // One output is examined; interactions are not.
  const one: ExplainOptions = { ...options, outputs: [options.outputs?.[0] ?? 0], interactions: false };
  const explanation = explainWith(model, rows, one);
  const context: CheckContext = { model, rows, options: one, explanation, seed: options.seed };
  const checks = [
    checkAdditive(context),
    checkDeterminism(context),
    checkStability(context),
    checkFaithfulness(context),
    checkRandomisation(context),
    ...checkAxioms(context),
  ];
  return {
    verdict: worstVerdict(checks),
    method: explanation.method,
    scale: explanation.scale,
    seed: String(options.seed),
    rows: rows.rows,
    checks,
  };
}
