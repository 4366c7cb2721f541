import { didYouMean } from '../../base/suggest.js';
import { caution, type Finding, type PathPart, problem } from '../read/mistakes.js';
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
  if (missing.length === 0) return checkDiffer(id, costMatrix(costs, classes).flat(), path);
  const more = missing.length > NAMED_PAIRS ? ` and ${missing.length - NAMED_PAIRS} more` : '';
  return [
    problem(
      path,
      `${id}: costs says nothing of ${missing.slice(0, NAMED_PAIRS).join(', ')}${more}`,
      'State the cost of every wrong class, as `TRUE: { DECIDED: COST }`; a right one costs 0.',
    ),
  ];
}

/** Warns of costs that are the same whatever is decided: every bound on their mean is kept, or broken, without looking. */
function checkDiffer(id: string, costs: readonly number[], path: readonly PathPart[]): Finding[] {
  if (costs.some((cost) => cost !== costs[0])) return [];
  return [
    caution(
      path,
      `${id}: every decision costs ${costs[0]}, right or wrong, so that the expected cost says nothing of the decisions`,
      'State costs of wrong decisions that differ from that of a right one, which is 0 unless it is stated.',
    ),
  ];
}

/** Finds requirements whose costs differ from the first ones: the figures of a report are described by one table. */
export function checkOneTable(
  requirements: readonly (Pick<RawRequirement, 'id' | 'costs'> | null)[],
  classes: readonly string[],
): Finding[] {
  let first: { readonly id: string; readonly table: string } | null = null;
  return requirements.flatMap((requirement, index) => {
    if (requirement?.costs === undefined) return [];
    const { id } = requirement;
    const table = JSON.stringify(costMatrix(requirement.costs, classes));
    first ??= { id, table };
    if (table === first.table) return [];
    const message = `${id} has other costs than ${first.id}`;
    return [
      problem(
        ['requirements', index, 'costs'],
        message,
        'State one table of costs in a policy; audit under the other with another.',
      ),
    ];
  });
}
