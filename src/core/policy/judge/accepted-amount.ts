import type { AmountMeasure } from '../../fairness/outcomes/amount/index.js';
import { measureName } from '../../fairness/outcomes/amount/index.js';
import { studentCritical } from '../../stats/special/index.js';
import type { BaselineEstimate, BaselineGroup } from '../accepted/read.js';
import type { Policy } from '../sections/types.js';
import { meanEvidence } from './mean-evidence.js';
import type { Evidence, Subject } from './subject.js';

type Reported = BaselineEstimate & { readonly estimate: number };

/**
 * A measure of amounts of a group in an accepted audit, with the evidence that the audit carries for any level: of a mean its variance (from
 * Student's interval) and its skewness, of a share its count, of a quantile the limits at several levels. Null where it is undefined there.
 *
 * @example acceptedAmount(group, { metric: 'mean_amount' }, policy)
 */
export function acceptedAmount(
  group: BaselineGroup,
  measure: AmountMeasure,
  policy: Pick<Policy, 'data'>,
): Subject | null {
  const reported = group.metrics[measureName(measure)];
  if (reported === undefined || reported.estimate === null) return null;
  const { estimate, n } = reported;
  return {
    key: group.attributes,
    people: group.n ?? n,
    n,
    sufficient: n >= policy.data.minGroupSize,
    value: estimate,
    evidence: evidenceOf(measure, { ...reported, estimate }),
    members: [],
  };
}

function evidenceOf({ metric }: AmountMeasure, reported: Reported): Evidence {
  switch (metric) {
    case 'share_at_least':
    case 'interval_coverage':
      return {
        kind: 'rate',
        rate: { successes: Math.round(reported.estimate * reported.n), n: reported.n },
      };
    case 'median_amount':
    case 'amount_quantile':
      return quantileEvidence(reported);
    case 'r_squared':
      return { ...quantileEvidence(reported), method: 'hall, mover', mayBePoint: false };
    default:
      return meanOf(reported, metric === 'root_mean_squared_error');
  }
}

/** Limits at the lowest of the reported levels that is at least the one asked for: they are a little too wide, never too narrow. */
function quantileEvidence({ estimate, limits = [] }: Reported): Extract<Evidence, { kind: 'limits' }> {
  return {
    kind: 'limits',
    value: estimate,
    at(level) {
      const found = limits.find((each) => each.level >= level);
      return found === undefined ? null : { estimate, lower: found.lower, upper: found.upper };
    },
    method: 'order statistics',
    mayBePoint: true,
    ...(limits.length === 0 ? { hindrance: LACKS } : {}),
  };
}

const LACKS = 'the accepted audit carries no limits of this value at other levels';

/** The moments of the values (of a root: of their squares), from which Hall's interval is made as it is of the present data. */
function meanOf({ estimate, upper, level, n, skewness }: Reported, isRoot: boolean): Evidence {
  if (upper === null || skewness === undefined || n < 2)
    return { kind: 'limits', value: estimate, at: () => null, method: 'none', hindrance: LACKS };
  const mean = isRoot ? estimate ** 2 : estimate;
  const reach = (isRoot ? upper ** 2 : upper) - mean;
  const variance = n * (reach / studentCritical(level, n - 1)) ** 2;
  return meanEvidence({ kind: isRoot ? 'root' : 'mean', moments: { mean, variance, skewness, n } }, estimate);
}
