import { TribuneError } from '../../../core/base/errors.js';
import {
  optimizeThresholds,
  type ThresholdConstraint,
  type ThresholdObjective,
  type ThresholdOptimum,
} from '../../../core/fairness/frontier/index.js';
import type { UtilityValues } from '../../../core/fairness/utility/index.js';
import { isDrawn, ruleGroups, scoredGroups } from '../../../core/mitigation/index.js';
import type { Policy } from '../../../core/policy/index.js';
import type { People } from '../people/index.js';
import { type RuleFile, withDigest } from './rule-file.js';

/** What may be made equal, by its name here; equal opportunity is of the people who merit the favourable decision. */
export const CONSTRAINTS = [
  'demographic_parity',
  'equal_opportunity',
  'equalized_odds',
  'false_positive_parity',
] as const;
export const OBJECTIVES = ['accuracy', 'balanced_accuracy', 'profit'] as const;

interface RuleRequest {
  readonly people: Pick<People, 'groups' | 'by' | 'label' | 'score' | 'weight'>;
  readonly policy: Policy;
  readonly constraint: (typeof CONSTRAINTS)[number];
  readonly objective: (typeof OBJECTIVES)[number];
  readonly utility: UtilityValues | undefined;
  readonly deployment: string;
  /** Commits to the seed of draws; called only where the rule draws. */
  readonly commit: () => Promise<string>;
}

export interface FoundRule {
  readonly rule: RuleFile;
  readonly optimum: ThresholdOptimum;
}

/**
 * Cutoffs by group that make a rate equal at the least loss: the exact optimum on the people given.
 *
 * @throws TribuneError DATA_EMPTY where fewer than two groups have people of both labels
 */
export async function findRule(request: RuleRequest): Promise<FoundRule> {
  const { people, policy, deployment } = request;
  const { favourable, cutoff, score, scoreScale, missing } = policy.data;
  if (policy.data.numbers !== undefined)
    throw new TribuneError(
      'POLICY_INVALID',
      'a rule reads numbers as they are usually written, the policy declares another notation',
      {
        remedy: 'Write the scores with a point, and leave data.numbers out.',
      },
    );
  const groups = scoredGroups(people.groups, people);
  const optimum = optimizeThresholds(groups, {
    constraint: constraintOf(request.constraint, favourable),
    objective: objectiveOf(request.objective),
    favourable,
    ...(cutoff === null ? {} : { cutoff }),
    ...(request.utility === undefined ? {} : { utility: request.utility }),
  });
  if (optimum.status !== 'ok')
    throw new TribuneError('DATA_EMPTY', `no rule can be found: ${optimum.reason}`, {
      remedy:
        'Give labelled people of at least two groups, some of label 1 and some of label 0 in each; --by takes fewer attributes.',
    });
  const parts = ruleGroups(optimum);
  const rule = withDigest({
    tribune: 'rule/v1',
    attributes: [...people.by],
    favourable,
    groups: parts.map(({ key, mixture }) => ({ key: known(key), mixture: mixture.map((part) => ({ ...part })) })),
    others: cutoff,
    expected: { objective: optimum.objectiveValue, constraint: optimum.constraintValue },
    constraint: request.constraint,
    objective: request.objective,
    people: optimum.groups.map(({ key, n, expected, affected }) => ({
      key: known(key),
      n,
      toFavourable: affected?.toFavourable ?? null,
      toUnfavourable: affected?.toUnfavourable ?? null,
      selectionRate: expected.selection_rate,
      truePositiveRate: expected.true_positive_rate,
      falsePositiveRate: expected.false_positive_rate,
    })),
    read: {
      score: score!,
      scoreScale,
      attributes: policy.data.attributes
        .filter(({ name }) => people.by.includes(name))
        .map(({ name, column, bins }) => ({ name, column, bins: bins === null ? null : [...bins] })),
      missing: [...missing],
    },
    deployment,
    seedCommitment: isDrawn(parts) ? await request.commit() : null,
  });
  return { rule, optimum };
}

/** Groups of rows are made of known values only. */
const known = (key: Readonly<Record<string, string | null>>): Record<string, string> => key as Record<string, string>;

function constraintOf(name: RuleRequest['constraint'], favourable: 0 | 1): ThresholdConstraint {
  if (name === 'equal_opportunity') return favourable === 1 ? 'true_positive_rate_parity' : 'true_negative_rate_parity';
  return name === 'false_positive_parity' ? 'false_positive_rate_parity' : name;
}

const objectiveOf = (name: RuleRequest['objective']): ThresholdObjective => (name === 'profit' ? 'utility' : name);
