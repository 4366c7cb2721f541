import { bind, type Policy, type RowLookup, readPlan } from '../../../core/policy/index.js';
import type { Observation, PaneShape, Uncounted } from './pane.js';

/** What a decision is to the monitor. */
export type Observed = { readonly observation: Observation } | { readonly uncounted: Uncounted };

/**
 * Reads decisions as audits read rows (`bind`). A value that does not fit the policy stops no monitor: the decision is counted as unreadable, by the role of the value.
 *
 * @param shape a plan of the same policy
 * @returns a function of a look-up, which gives the raw value of a column by its name
 * @example
 * const observe = observer(policy, plan);
 * observe((column) => ({ sex: 'f', approved: 1 })[column]); // { observation: { values: ['f'], decided: 1, label: null } }
 */
export function observer(policy: Policy, shape: PaneShape): (lookup: RowLookup) => Observed {
  const plan = readPlan(policy, { whereFault: 'dropped' });
  const fateOf = bind(plan);
  const places = shape.attributes.map((name) => plan.attributes.findIndex((attribute) => attribute.name === name));
  return (lookup) => {
    const fate = fateOf(lookup);
    if ('excluded' in fate) return { uncounted: `excluded: ${fate.excluded}` };
    if ('fault' in fate) return { uncounted: `unreadable: ${fate.fault.role}` };
    const { values, prediction, label } = fate.row;
    return { observation: { values: places.map((place) => values[place]!), decided: prediction, label } };
  };
}
