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
import { amountSteps, needsActual } from './moment.js';
import type { Observation, PaneShape, Uncounted } from './pane.js';

/** A row as panes count it, with the values of every attribute of the policy. */
export type CountedRow =
  | { readonly row: Pick<Observation, 'values' | 'decided' | 'label' | 'steps' | 'measured' | 'listed'> }
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

/** Amounts are told apart by where the shares of the policy begin, as what turned out right is, and summed in steps of their range. */
function amountReader(plan: OutcomePlan, { edges = [], moments = [] }: PaneShape): (lookup: RowLookup) => CountedRow {
  const fateOf = bindAmounts(plan);
  const isLabelled = moments.some(needsActual);
  return (lookup) => {
    const fate = fateOf(lookup);
    if (!('row' in fate)) return { uncounted: reasonOf(fate) };
    const { values, amount, actual, interval = null } = fate.row;
    const label = !isLabelled || actual === null ? null : placeAt(edges, actual);
    const row = { values, decided: placeAt(edges, amount), label };
    if (moments.length === 0) return { row };
    const steps = moments.map((moment) => amountSteps(moment, { amount, actual, interval }));
    return {
      row: isLabelled && actual === null ? { ...row, steps, measured: { amount, interval } } : { ...row, steps },
    };
  };
}

/** Words count at the place of their kind, and so does the word that was due. */
function wordReader(plan: OutcomePlan, { words = [] }: PaneShape): (lookup: RowLookup) => CountedRow {
  const fateOf = bindOutcomes(plan);
  return (lookup) => {
    const fate = fateOf(lookup);
    if (!('row' in fate)) return { uncounted: reasonOf(fate) };
    const { values, place, label } = fate.row;
    return { row: { values, decided: words[place]!, label: label === null ? null : words[label]! } };
  };
}

export const reasonOf = (
  fate: { readonly excluded: string } | { readonly fault: { readonly role: string } },
): Uncounted => ('excluded' in fate ? `excluded: ${fate.excluded}` : `unreadable: ${fate.fault.role}`);
