import { type Finding, problem } from '../read/mistakes.js';
import type { RawData } from '../sections/data.js';

/** Finds what does not go together with labels that were given by lot. */
export function checkExplored({ label, weightKind, attributes }: RawData): Finding[] {
  if (typeof label !== 'object' || label.explored === undefined) return [];
  const path = ['data', 'label', 'explored'];
  const { explored, seenFor } = label;
  if (seenFor === undefined)
    return [
      problem(
        path,
        'data.label.explored says who got a label by lot, and nothing says who gets one without',
        'Add `seenFor: favourable` (or unfavourable): the prediction whose people always get a label.',
      ),
    ];
  if (weightKind === 'sampling')
    return [
      problem(
        path,
        'data.label.explored stands beside sampling weights',
        'Audit one row for each person: a row counts by one over the chance of its label.',
      ),
    ];
  const column = 'probability' in explored ? explored.probability : explored.column;
  if (column !== undefined && (Object.hasOwn(attributes, column) || column === label.column))
    return [
      problem(
        path,
        `data.label.explored names "${column}", which is ${column === label.column ? 'the label' : 'an attribute'}`,
        'Name the column that holds the chance, or on whom the lot fell.',
      ),
    ];
  return [];
}
