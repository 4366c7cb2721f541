import { TribuneError } from '../../../core/base/errors.js';
import {
  type CutoffsEffect,
  cutoffNotes,
  type FrontierGroup,
  judgeableGroups,
  optimizeThresholds,
  type ThresholdConstraint,
  type ThresholdObjective,
  type ThresholdOptimum,
} from '../../../core/fairness/frontier/index.js';
import { type UtilityValues, utilityOfCounts } from '../../../core/fairness/utility/index.js';
import { cutoffMetricOf, isDrawn, type RuleGroup, ruleGroups, scoredGroups } from '../../../core/mitigation/index.js';
import type { Policy } from '../../../core/policy/index.js';
import type { People } from '../people/index.js';
import {
  type ConstraintName,
  isUsualConstraint,
  isUsualObjective,
  type ObjectiveName,
  type RuleMethod,
  refuseMetrics,
  ruleByMethod,
} from './method.js';
import { knownKey, readingOf } from './reading.js';
import { type RuleFile, withDigest } from './rule-file.js';

interface RuleRequest {
  readonly people: Pick<People, 'groups' | 'by' | 'label' | 'score' | 'weight'>;
  readonly policy: Policy;
  readonly constraint: ConstraintName;
  readonly objective: ObjectiveName;
  readonly utility: UtilityValues | undefined;
  /** A way that makes nothing equal; absent: the rates are equal. */
  readonly method?: RuleMethod | undefined;
  readonly deployment: string;
  /** Commits to the seed of draws; called only where the rule draws. */
  readonly commit: () => Promise<string>;
}

export interface FoundRule {
  readonly rule: RuleFile;
  /** What the rule does on the people given. */
  readonly optimum: RuleEffect;
}

export type RuleEffect = Omit<CutoffsEffect, 'counts'> &
  Pick<ThresholdOptimum, 'excluded' | 'notes'> & {
    /** What was asked for and is not kept, by a method that may miss it. */
    readonly missed?: string;
  };

/** Cutoffs, what they do, and what of objective and constraint is expected of them. */
interface Cutoffs {
  readonly parts: readonly RuleGroup[];
  readonly effect: RuleEffect;
  readonly expected: RuleFile['expected'];
}

/**
 * Cutoffs by group that make a rate equal at the least loss: the exact optimum on the people given.
 *
 * @throws TribuneError DATA_EMPTY where fewer than two groups have people of both labels
 */
export async function findRule(request: RuleRequest): Promise<FoundRule> {
  const { people, policy, deployment } = request;
  const { favourable, cutoff } = policy.data;
  const read = readingOf(policy, people.by);
  const groups = scoredGroups(people.groups, people);
  const { method } = request;
  const {
    parts,
    effect: optimum,
    expected: promised,
  } = method === undefined ? equalCutoffs(groups, request) : nearCutoffs(groups, request, method);
  const rule = withDigest({
    tribune: 'rule/v1',
    attributes: [...people.by],
    favourable,
    groups: parts.map(({ key, mixture }) => ({ key: knownKey(key), mixture: mixture.map((part) => ({ ...part })) })),
    others: cutoff,
    expected: promised,
    ...(method === undefined ? {} : { method: fileOf(method) }),
    constraint: request.constraint,
    objective: request.objective,
    people: optimum.groups.map(({ key, n, expected, affected }) => ({
      key: knownKey(key),
      n,
      toFavourable: affected?.toFavourable ?? null,
      toUnfavourable: affected?.toUnfavourable ?? null,
      selectionRate: expected.selection_rate,
      truePositiveRate: expected.true_positive_rate,
      falsePositiveRate: expected.false_positive_rate,
    })),
    read,
    deployment,
    seedCommitment: isDrawn(parts) ? await request.commit() : null,
  });
  return { rule, optimum };
}

const fileOf = (method: RuleMethod): NonNullable<RuleFile['method']> =>
  method.name === 'reject-option' ? { ...method, advantaged: method.advantaged.map(knownKey) } : { ...method };

const tooFew = (reason: string): TribuneError =>
  new TribuneError('DATA_EMPTY', `no rule can be found: ${reason}`, {
    remedy:
      'Give labelled people of at least two groups, some of label 1 and some of label 0 in each; --by takes fewer attributes.',
  });

function equalCutoffs(groups: readonly FrontierGroup[], request: RuleRequest): Cutoffs {
  const { favourable, cutoff } = request.policy.data;
  refuseMetrics(request);
  const optimum = optimizeThresholds(groups, {
    constraint: constraintOf(request.constraint, favourable),
    objective: objectiveOf(request.objective),
    favourable,
    ...(cutoff === null ? {} : { cutoff }),
    ...(request.utility === undefined ? {} : { utility: request.utility }),
  });
  if (optimum.status !== 'ok') throw tooFew(optimum.reason);
  const { objectiveValue: objective, constraintValue: constraint } = optimum;
  return { parts: ruleGroups(optimum), effect: optimum, expected: { objective, constraint } };
}

function nearCutoffs(groups: readonly FrontierGroup[], request: RuleRequest, method: RuleMethod): Cutoffs {
  const { favourable, cutoff } = request.policy.data;
  const { judged, excluded } = judgeableGroups(groups);
  if (judged.length < 2) throw tooFew('fewer than two groups have people of both labels');
  const found = ruleByMethod(judged, { ...request, method, favourable, cutoff });
  const { parts, missed } = found;
  const { counts: _, ...effect } = found.effect;
  return {
    parts,
    effect: {
      ...effect,
      excluded,
      notes: cutoffNotes(isDrawn(parts)),
      ...(missed === null ? {} : { missed }),
    },
    expected: { objective: worthOf(found.effect, request), constraint: found.difference },
  };
}

/** The mean objective of all people under the rule. */
function worthOf({ overall, counts }: CutoffsEffect, { objective, utility, policy }: RuleRequest): number {
  if (objective === 'accuracy') return overall.accuracy;
  if (objective === 'profit') return utilityOfCounts(counts, utility!)!;
  if (objective !== 'balanced_accuracy') return cutoffMetricOf(counts, objective, policy.data.favourable)!;
  return (overall.true_positive_rate + 1 - overall.false_positive_rate) / 2;
}

function constraintOf(name: ConstraintName, favourable: 0 | 1): ThresholdConstraint {
  if (!isUsualConstraint(name)) throw new TribuneError('INTERNAL', `cutoffs that are mixed for ${name}`);
  if (name === 'equal_opportunity') return favourable === 1 ? 'true_positive_rate_parity' : 'true_negative_rate_parity';
  return name === 'false_positive_parity' ? 'false_positive_rate_parity' : name;
}

function objectiveOf(name: ObjectiveName): ThresholdObjective {
  if (!isUsualObjective(name)) throw new TribuneError('INTERNAL', `cutoffs that are mixed for ${name}`);
  return name === 'profit' ? 'utility' : name;
}
