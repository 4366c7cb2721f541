import type { Policy, Requirement } from '../../../core/policy/index.js';
import { needsLabel } from '../../../core/policy/index.js';
import { measureOf } from './outcome.js';
import type { ReferenceRule } from './types.js';

/** What watches of every kind have of their requirement. */
export const frameOf = (requirement: Requirement, policy: Policy) => ({
  id: requirement.id,
  requirement: requirement.id,
  metric: requirement.metric,
  quality: null,
  component: null,
  ...measureOf(requirement, policy),
  by: requirement.by,
  phase: needsLabel(requirement.metric) ? ('labels' as const) : ('decisions' as const),
  reference: referenceRule(requirement, policy),
  bound: requirement.bound,
  severity: requirement.severity === 'block' ? ('page' as const) : ('ticket' as const),
});

export const isOneSided = (requirement: Requirement): boolean => 'oneSided' in requirement && requirement.oneSided;

function referenceRule(requirement: Requirement, { data }: Policy): ReferenceRule {
  if (isRelative(requirement)) {
    const values = requirement.by.map((name) => data.attributes.find((one) => one.name === name)?.reference ?? null);
    return values.includes(null) ? { kind: 'largest' } : { kind: 'group', values };
  }
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

/** Whether the value of each group is one beside the reference, as audits choose it: the declared group, or the largest. */
const isRelative = ({ metric }: Requirement): boolean => metric === 'superiority' || metric === 'dominance_shortfall';

/** Whether the requirement is one value that is the largest gap of any two groups. */
const isTogetherHere = ({ metric }: Requirement): boolean => metric === 'equalized_odds_difference';
