import { TribuneError } from '../../../core/base/errors.js';
import type { Policy, Requirement } from '../../../core/policy/index.js';
import { needsLabel } from '../../../core/policy/index.js';
import { type LinearNull, nullsWithin } from '../../../core/stats/index.js';
import { type MeasuredRates, ratesOfMetric } from './rates.js';
import type { RateWatch, ReferenceRule, Unwatched, WatchDraft } from './types.js';
import { unwatchable } from './unwatchable.js';

/** The series that a requirement asks for, or why there are none. */
export function watchRequirement(
  requirement: Requirement,
  policy: Policy,
  hasHorizon: boolean,
): { readonly watches: readonly WatchDraft<RateWatch>[] } | Unwatched {
  const not = unwatchable(requirement, policy, hasHorizon);
  if (not !== null) return { requirement: requirement.id, ...not };
  const measured = ratesOfMetric(requirement.metric, policy.data.favourable)!;
  try {
    return { watches: measured.map((one) => draft(requirement, policy, one)) };
  } catch (error) {
    if (!(error instanceof TribuneError)) throw error;
    return {
      requirement: requirement.id,
      reason: error.message,
      instead: 'Write a bound that some rates keep and others break.',
    };
  }
}

function draft(requirement: Requirement, policy: Policy, { component, rates }: MeasuredRates): WatchDraft<RateWatch> {
  const { id, by, bound, metric, severity } = requirement;
  const compare = component !== null || requirement.compare === 'change' ? 'difference' : requirement.compare;
  const oneSided = 'oneSided' in requirement && requirement.oneSided;
  return {
    kind: 'rates',
    id: component === null ? id : `${id}:${component}`,
    requirement: id,
    metric,
    quality: null,
    component,
    by,
    phase: needsLabel(metric) ? 'labels' : 'decisions',
    compare,
    reference: referenceRule(requirement, policy),
    rates,
    hypotheses: nullsWithin({ compare, ...bound, oneSided }).map((claim) => spread(claim, rates)),
    bound,
    severity: severity === 'block' ? 'page' : 'ticket',
  };
}

/** A claim about what is measured of each group as one about the rates that it is made of. */
const spread = ({ coefficients, bound }: LinearNull, rates: MeasuredRates['rates']): LinearNull => ({
  coefficients: coefficients.flatMap((coefficient) => rates.map(({ weight }) => coefficient * weight)),
  bound,
});

function referenceRule(requirement: Requirement, { data }: Policy): ReferenceRule {
  if (!('reference' in requirement))
    return requirement.compare === 'value' && !isTogetherHere(requirement) ? { kind: 'none' } : { kind: 'highest' };
  const { reference, by } = requirement;
  if (reference === 'highest' || reference === 'all-pairs') return { kind: 'highest' };
  if (reference === 'largest') return { kind: 'largest' };
  if (reference !== 'declared') return { kind: 'group', values: by.map((name) => reference[name] ?? null) };
  return {
    kind: 'group',
    values: by.map((name) => data.attributes.find((one) => one.name === name)?.reference ?? null),
  };
}

/** Whether the requirement is one value that is the largest gap of any two groups. */
const isTogetherHere = ({ metric }: Requirement): boolean => metric === 'equalized_odds_difference';
