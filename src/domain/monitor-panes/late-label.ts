import { partsOf } from '../../core/fairness/outcomes/amount/index.js';
import { wordsOf } from '../../core/policy/bind/index.js';
import type { Policy } from '../../core/policy/index.js';
import { placeAt } from './histogram.js';
import { amountSteps } from './moment.js';
import type { Observation, PaneShape } from './pane.js';

/**
 * Gives an observation the label that became known after its decision, as a record of the label has it: 0 or 1, a declared word, or an amount in units. A label that does not fit the policy is none.
 *
 * @param shape a plan of the same policy
 */
export function lateLabel(
  { data: { outcome } }: Policy,
  { edges = [], moments = [], words = [] }: PaneShape,
): (observation: Observation, label: unknown) => Observation {
  switch (outcome?.type) {
    case undefined:
      return (observation, label) => (label === 0 || label === 1 ? { ...observation, label } : observation);
    case 'ordered':
    case 'class': {
      const places = new Map<unknown, number>(wordsOf(outcome).map((word, place) => [word, words[place]!]));
      return (observation, label) => ({ ...observation, label: places.get(label) ?? observation.label });
    }
    case 'amount':
      return (observation, label) => {
        const actual = typeof label === 'number' ? partsOf(label, outcome.decimals) : null;
        if (actual === null || observation.measured === undefined) return observation;
        const known = { ...observation.measured, actual };
        const steps = moments.map((moment) => amountSteps(moment, known));
        return { ...observation, label: placeAt(edges, actual), steps };
      };
    default:
      return (observation) => observation;
  }
}
