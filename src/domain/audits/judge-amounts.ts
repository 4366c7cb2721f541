import { defined } from '../../core/base/defined.js';
import { TribuneError } from '../../core/base/errors.js';
import { VERSION } from '../../core/base/version.js';
import {
  type AmountGroup,
  type AmountMeasure,
  type AmountTally,
  amountDisparity,
  amountGroups,
  compareAmountFamily,
  estimateAmount,
  isAmountMetric,
  measureName,
  needsActual,
  needsInterval,
  quantileOf,
} from '../../core/fairness/outcomes/amount/index.js';
import { judgeBaselineSubjects } from '../../core/policy/baseline/index.js';
import { overallVerdict, type Policy } from '../../core/policy/index.js';
import { amountSubjects, judgeSubjects } from '../../core/policy/judge/index.js';
import { describePolicy } from './describe-policy.js';
import type { JudgeTallyOptions } from './judge-tally.js';
import { attributeSets, declaredReference, referenceOf } from './result/compared.js';
import type { AmountDistribution, AuditResult, GroupResult } from './result/result.js';
import { cautionsOfValues } from './result/value-cautions.js';
import type { SourcedOutcome } from './source/source.js';

/** Quantiles that describe a distribution: the middle four fifths, the middle half, the median. */
const SHOWN_QUANTILES = [0.1, 0.25, 0.5, 0.75, 0.9] as const;

/**
 * Audits decisions that are amounts.
 *
 * @throws TribuneError DATA_EMPTY, DATA_GROUP_MISSING, DATA_TOO_LARGE, BASELINE_INVALID
 */
export function judgeAmounts({ tally, sources }: SourcedOutcome<AmountTally>, options: JudgeTallyOptions): AuditResult {
  const { policy, today, progress } = options;
  const [overall] = amountGroups(tally, []);
  if (overall === undefined || overall.n === 0)
    throw new TribuneError('DATA_EMPTY', 'no row is left to audit', {
      remedy: 'Check data.where and the excluded rows.',
    });
  progress?.('computing metrics and intervals');
  const described = describeAmounts(tally, policy, overall);
  progress?.('judging requirements');
  const subjects = amountSubjects(policy, tally);
  const { baseline } = options;
  const requirements = [
    ...judgeSubjects(policy, subjects, { today, ...defined({ baseline, results: options.results }) }),
    ...(baseline === undefined ? [] : judgeBaselineSubjects(policy, subjects, baseline)),
  ];
  const { verdict, warnings } = overallVerdict(requirements);
  return {
    schemaVersion: '1',
    tool: { name: 'tribune', version: options.toolVersion ?? VERSION },
    policy: describePolicy(options),
    data: {
      sources,
      rows: overall.n,
      weightKind: tally.weightKind,
      excluded: tally.excluded,
      unlabelled: overall.n - (overall.error?.n ?? 0),
      scores: 'none',
      amounts: tally.places.amount,
    },
    ...described,
    requirements,
    verdict,
    warnings,
    evaluatedOn: today,
    ...cautionsOfValues(policy, described.groups),
    ...defined({ replay: options.replay }),
  };
}

type Described = Pick<AuditResult, 'overall' | 'groups' | 'comparisons' | 'disparities' | 'distributions'> &
  Pick<AuditResult, 'groups'>;

function describeAmounts(tally: AmountTally, policy: Policy, overall: AmountGroup): Described {
  const measures = measuresOf(policy);
  const options = { level: policy.statistics.level, minGroupSize: policy.data.minGroupSize };
  const describe = (group: AmountGroup): Omit<GroupResult, 'attributes'> => ({
    n: group.n,
    metrics: Object.fromEntries(measures.map((each) => [measureName(each), estimateAmount(group, each, options)])),
  });
  const sets = attributeSets(policy).map((by) => ({ by, groups: amountGroups(tally, by) }));
  const compared = sets.map(({ by, groups }) => {
    const known = groups.filter((group) => group.known || policy.data.unknown === 'compare');
    return { by, known, reference: referenceOf(known, declaredReference(policy, by)) };
  });
  const family = { ...options, multiplicity: policy.statistics.multiplicity };
  return {
    overall: describe(overall),
    groups: sets.flatMap(({ groups }) => groups.map((group) => ({ attributes: group.key, ...describe(group) }))),
    comparisons: compared.flatMap(({ known, reference }) =>
      reference === null ? [] : measures.flatMap((each) => compareAmountFamily(known, reference, each, family)),
    ),
    disparities: compared.flatMap(({ by, known }) =>
      measures.flatMap((each) => amountDisparity(by, known, each, options)),
    ),
    distributions: sets.flatMap(({ by, groups }) => groups.flatMap((group) => distributionOf(by, group))),
  };
}

/** What an audit shows of every group: the middle and the ends of the distribution, errors where there is a label, and what is required. */
function measuresOf(policy: Policy): AmountMeasure[] {
  const errors: AmountMeasure[] =
    policy.data.outcome?.label == null
      ? []
      : [{ metric: 'mean_absolute_error' }, { metric: 'root_mean_squared_error' }, { metric: 'mean_error' }];
  const { outcome } = policy.data;
  const intervals: AmountMeasure[] =
    outcome?.type === 'amount' && outcome.interval !== undefined
      ? [{ metric: 'interval_coverage' }, { metric: 'interval_width' }]
      : [];
  const required = policy.requirements.flatMap(({ metric, q, value }): AmountMeasure[] =>
    isAmountMetric(metric) ? [{ metric, q, value }] : [],
  );
  const all: AmountMeasure[] = [
    { metric: 'mean_amount' },
    { metric: 'median_amount' },
    { metric: 'amount_quantile', q: 0.1 },
    { metric: 'amount_quantile', q: 0.9 },
    ...errors,
    ...intervals,
    ...required,
  ];
  const byName = new Map(all.map((each) => [measureName(each), each]));
  return [...byName.values()].filter(
    ({ metric }) => (errors.length > 0 || !needsActual(metric)) && (intervals.length > 0 || !needsInterval(metric)),
  );
}

function distributionOf(by: readonly string[], { key, n, amount }: AmountGroup): AmountDistribution[] {
  if (amount === null) return [];
  const quantiles = SHOWN_QUANTILES.map((q) => ({ q, value: quantileOf(amount, q) }));
  return [{ by, group: key, n, mean: amount.mean, quantiles }];
}
