import { twoProportionTest } from '../../stats/hypothesis/index.js';
import { katzRatio, koopmanRatio, newcombeDifference, type Proportion } from '../../stats/proportion/index.js';
import { plainEstimate, undefinedEstimate } from '../metrics/evidence.js';
import type { Compare } from '../tally/types.js';
import { type Gap, untested } from './gap.js';

interface ProportionQuestion {
  /** Name of the rate, for the sentence that says why it is undefined. */
  readonly metric: string;
  readonly compare: Compare;
  readonly level: number;
}

/**
 * Two rates compared, whatever they are rates of: Newcombe's interval of the difference, Katz's of the ratio (Koopman's where Katz's does not exist or has
 * no width), the test of `twoProportionTest`. Undefined where a denominator is empty, and as a ratio to 0.
 */
export function compareProportions(a: Proportion, b: Proportion, question: ProportionQuestion): Gap {
  const { metric, compare, level } = question;
  const frame = { level, method: compare === 'difference' ? 'newcombe' : 'katz', n: a.n + b.n };
  if (a.n === 0 || b.n === 0) {
    const empty = a.n === 0 ? 'group' : 'reference';
    return untested(undefinedEstimate(frame, `0/0: the ${empty} has nobody in the denominator of ${metric}`));
  }
  const { test, pValue } = twoProportionTest(a, b);
  if (compare === 'difference') {
    const values = { estimate: a.successes / a.n - b.successes / b.n, ...newcombeDifference(a, b, level)! };
    return { ...plainEstimate(frame, values), test, pValue };
  }
  if (b.successes === 0) {
    return { ...undefinedEstimate(frame, 'the rate of the reference is 0: no ratio to it'), test, pValue };
  }
  const katz = katzRatio(a, b, level);
  const useKatz = katz !== null && katz.lower < katz.upper;
  const interval = useKatz ? katz : koopmanRatio(a, b, level)!;
  const values = { estimate: a.successes / a.n / (b.successes / b.n), ...interval };
  return { ...plainEstimate({ ...frame, method: useKatz ? 'katz' : 'koopman' }, values), test, pValue };
}
