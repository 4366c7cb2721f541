import { didYouMean } from '../../base/suggest.js';
import { type Finding, type PathPart, problem } from '../read/mistakes.js';
import type { RawRequirement } from '../sections/requirements.js';

type RawCosts = NonNullable<RawRequirement['costs']>;

/** Most wrong pairs of classes that a message names. */
const NAMED_PAIRS = 3;

/** Costs as a table by the true class (row) and the one decided; a right decision costs 0 unless the policy says otherwise. */
export const costMatrix = (costs: RawCosts, classes: readonly string[]): number[][] =>
  classes.map((truth) => classes.map((decided) => costs[truth]?.[decided] ?? 0));

/** Finds classes that are not declared, and wrong decisions whose cost nobody stated. */
export function checkCosts(
  id: string,
  costs: RawCosts,
  classes: readonly string[],
  path: readonly PathPart[],
): Finding[] {
  const unknown = Object.entries(costs).flatMap(([truth, row]) =>
    [[truth], ...Object.keys(row).map((decided) => [truth, decided])].flatMap((names): Finding[] => {
      const name = names.at(-1)!;
      if (classes.includes(name)) return [];
      return [
        {
          ...problem(
            [...path, ...names],
            `${id}: "${name}" is not among data.outcome.classes`,
            didYouMean(name, classes),
          ),
          at: 'key' as const,
        },
      ];
    }),
  );
  if (unknown.length > 0) return unknown;
  const missing = classes.flatMap((truth) =>
    classes
      .filter((decided) => decided !== truth && costs[truth]?.[decided] === undefined)
      .map((decided) => `${truth} decided as ${decided}`),
  );
  if (missing.length === 0) return [];
  const more = missing.length > NAMED_PAIRS ? ` and ${missing.length - NAMED_PAIRS} more` : '';
  return [
    problem(
      path,
      `${id}: costs says nothing of ${missing.slice(0, NAMED_PAIRS).join(', ')}${more}`,
      'State the cost of every wrong class, as `TRUE: { DECIDED: COST }`; a right one costs 0.',
    ),
  ];
}
