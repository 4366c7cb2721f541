import type { Estimate } from '../../stats/index.js';

export type CheckName =
  | 'additivity'
  | 'determinism'
  | 'stability'
  | 'faithfulness'
  | 'model-randomisation'
  | 'symmetry'
  | 'dummy';

/** Verdict of a check; `not_applicable` means that the check has no meaning here, which is no gap in the evidence. */
export type CheckVerdict = 'pass' | 'fail' | 'inconclusive' | 'not_applicable';

/** One quality check of an explanation method on a model. */
export interface CheckResult {
  readonly check: CheckName;
  readonly verdict: CheckVerdict;
  /** The measured number; null where nothing could be measured. */
  readonly value: number | null;
  /** Interval of the measure over rows, where it is a mean. */
  readonly estimate: Estimate | null;
  /** The number that the measure was compared with. */
  readonly bound: number | null;
  /** Explanation in words: what was measured and what the result was. */
  readonly why: string;
}

export const notApplicable = (check: CheckName, why: string): CheckResult => ({
  check,
  verdict: 'not_applicable',
  value: null,
  estimate: null,
  bound: null,
  why,
});

/** Result of a measured number against a bound that it may not exceed. */
export const atMost = (check: CheckName, value: number, bound: number, why: string): CheckResult => ({
  check,
  verdict: value <= bound ? 'pass' : 'fail',
  value,
  estimate: null,
  bound,
  why,
});

/** Result of a mean with its interval against a bound: it is decided only when the whole interval lies on one side. */
export function judged(
  check: CheckName,
  estimate: Estimate,
  rule: { readonly bound: number; readonly good: 'above' | 'below' },
  why: string,
): CheckResult {
  const { lower, upper } = estimate;
  const { bound, good } = rule;
  const isAbove = lower !== null && lower >= bound;
  const isBelow = upper !== null && upper < bound;
  const [passes, fails] = good === 'above' ? [isAbove, isBelow] : [isBelow, isAbove];
  const verdict: CheckVerdict = passes ? 'pass' : fails ? 'fail' : 'inconclusive';
  return { check, verdict, value: estimate.estimate, estimate, bound, why };
}

/** The worst verdict of several checks; checks that do not apply are ignored. */
export function worstVerdict(results: readonly CheckResult[]): 'pass' | 'fail' | 'inconclusive' {
  const verdicts = new Set(results.map((result) => result.verdict));
  if (verdicts.has('fail')) return 'fail';
  return verdicts.has('inconclusive') || !verdicts.has('pass') ? 'inconclusive' : 'pass';
}
