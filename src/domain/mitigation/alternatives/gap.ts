import { TribuneError } from '../../../core/base/errors.js';
import { nearName } from '../../../core/base/suggest.js';
import type { ReductionConstraint } from '../../../core/mitigation/index.js';
import { METRIC_NAMES, needsScore, type Policy, type Requirement } from '../../../core/policy/index.js';
import type { CONSTRAINTS } from '../../group-rules/rules/index.js';

type Gap = Exclude<Requirement, { readonly compare: 'value' | 'change' }>;

/** The gap that is to be mended, and what of the techniques can bound it. */
export interface WantedGap {
  readonly requirement: Gap;
  /** What cutoffs by group make equal; null where no cutoffs are known for the metric. */
  readonly constraint: (typeof CONSTRAINTS)[number] | null;
  /** What reductions bound; null where they know no such metric. */
  readonly reduction: ReductionConstraint | null;
}

const isGap = (one: Requirement): one is Gap =>
  one.compare !== 'value' &&
  one.compare !== 'change' &&
  one.by.length > 0 &&
  (METRIC_NAMES as readonly string[]).includes(one.metric);

/**
 * The requirement that is named, or the first of the policy that bounds a gap between groups, one that blocks before one that warns.
 *
 * @throws TribuneError POLICY_INVALID where there is none, USAGE for a name that there is not
 */
export function wantedGap(policy: Policy, name: string | undefined): WantedGap {
  const gaps = policy.requirements.filter(isGap);
  const names = gaps.map(({ id }) => id);
  if (gaps.length === 0)
    throw new TribuneError('POLICY_INVALID', 'the policy bounds no gap between groups', {
      remedy: 'Write a requirement that compares a rate of groups, by difference or by ratio.',
    });
  const found =
    name === undefined
      ? (gaps.find(({ severity }) => severity === 'block') ?? gaps[0]!)
      : gaps.find(({ id }) => id === name);
  if (found === undefined)
    throw new TribuneError('USAGE', `--requirement ${name}: no requirement of the policy that bounds a gap`, {
      remedy: `${nearName(name!, names)}They are: ${names.join(', ')}.`,
      place: { name: name! },
    });
  return { requirement: found, ...techniquesFor(found.metric, policy.data.favourable) };
}

function techniquesFor(metric: Gap['metric'], favourable: 0 | 1): Pick<WantedGap, 'constraint' | 'reduction'> {
  switch (metric) {
    case 'selection_rate':
    case 'favourable_rate':
      return { constraint: 'demographic_parity', reduction: 'demographic_parity' };
    case 'opportunity_rate':
      return {
        constraint: 'equal_opportunity',
        reduction: favourable === 1 ? 'true_positive_rate_parity' : 'false_positive_rate_parity',
      };
    case 'true_positive_rate':
    case 'false_negative_rate':
      return {
        constraint: favourable === 1 ? 'equal_opportunity' : 'equalized_odds',
        reduction: 'true_positive_rate_parity',
      };
    case 'false_positive_rate':
    case 'true_negative_rate':
      return { constraint: 'false_positive_parity', reduction: 'false_positive_rate_parity' };
    case 'accuracy':
      return { constraint: null, reduction: 'error_rate_parity' };
    default:
      return { constraint: null, reduction: null };
  }
}

/** The requirements that another model's decisions can be judged by alone: no other command's result, no accepted audit. */
export const judgedAlone = ({ requirements }: Policy): readonly Requirement[] =>
  requirements.filter((one) => one.compare !== 'change' && !('from' in one && one.from !== undefined));

/** Whether scores are needed to judge them. */
export const needScores = (requirements: readonly Requirement[]): boolean =>
  requirements.some(({ metric }) => needsScore(metric));
