import {
  amountOf,
  bind,
  bindAmounts,
  bindOutcomes,
  type OutcomePlan,
  outcomePlan,
  type ReadPlan,
  type RowLookup,
  readPlan,
} from '../../core/policy/bind/index.js';
import type { Policy } from '../../core/policy/index.js';
import { placeAt } from './histogram.js';
import { stepOf } from './moment.js';
import type { Observation, PaneShape, Uncounted } from './pane.js';

/** A row as panes count it, with the values of every attribute of the policy. */
export type CountedRow =
  | { readonly row: Pick<Observation, 'values' | 'decided' | 'label' | 'steps'> }
  | { readonly uncounted: Uncounted };

/** How the rows of a policy are read: whose filter drops what it cannot compare, so that one value stops no monitor. */
export const rowPlan = (policy: Policy): ReadPlan =>
  policy.data.outcome === undefined
    ? readPlan(policy, { whereFault: 'dropped' })
    : outcomePlan(policy, { whereFault: 'dropped' });

/** Gives what counts of a row, or why nothing does. @param plan that of `rowPlan` */
export function rowReader(plan: ReadPlan, shape: PaneShape): (lookup: RowLookup) => CountedRow {
  if (amountOf(plan) !== undefined) return amountReader(plan as OutcomePlan, shape);
  if (plan.outcome !== undefined) return wordReader(plan as OutcomePlan, shape);
  const fateOf = bind(plan);
  return (lookup) => {
    const fate = fateOf(lookup);
    if ('row' in fate) {
      const { values, prediction, label } = fate.row;
      return { row: { values, decided: prediction, label } };
    }
    return { uncounted: reasonOf(fate) };
  };
}

/** Amounts are told apart by where the shares of the policy begin, and summed in steps of their range. What turned out right is not counted. */
function amountReader(plan: OutcomePlan, { edges = [], moments = [] }: PaneShape): (lookup: RowLookup) => CountedRow {
  const fateOf = bindAmounts(plan);
  return (lookup) => {
    const fate = fateOf(lookup);
    if (!('row' in fate)) return { uncounted: reasonOf(fate) };
    const { values, amount } = fate.row;
    const row = { values, decided: placeAt(edges, amount), label: null };
    return { row: moments.length === 0 ? row : { ...row, steps: moments.map((moment) => stepOf(moment, amount)) } };
  };
}

/** Words count at the place of their kind. What was due is not counted. */
function wordReader(plan: OutcomePlan, { words = [] }: PaneShape): (lookup: RowLookup) => CountedRow {
  const fateOf = bindOutcomes(plan);
  return (lookup) => {
    const fate = fateOf(lookup);
    if (!('row' in fate)) return { uncounted: reasonOf(fate) };
    return { row: { values: fate.row.values, decided: words[fate.row.place]!, label: null } };
  };
}

export const reasonOf = (
  fate: { readonly excluded: string } | { readonly fault: { readonly role: string } },
): Uncounted => ('excluded' in fate ? `excluded: ${fate.excluded}` : `unreadable: ${fate.fault.role}`);
