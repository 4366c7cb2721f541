import { didYouMean } from '../../../base/suggest.js';
import type { Proportion } from '../../../stats/proportion/index.js';
import { cellsByGroup, invalidArgument } from '../base/index.js';
import type { RouteCounts, StagesCell, StagesGroup, StagesTally } from './types.js';

/**
 * Groups of a tally by some of its attributes, summed over all others. Sorted by code point of the values, unknown (null) last;
 * `by = []` gives one group of everybody.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for an attribute that the tally does not have
 * @example stagesGroups(tally, ['sex'])
 */
export function stagesGroups(tally: StagesTally, by: readonly string[]): StagesGroup[] {
  return cellsByGroup(tally.attributes, tally.cells, by).map(({ key, known, cells }) => ({
    key,
    known,
    n: cells.reduce((sum, cell) => sum + cell.people, 0),
    rows: cells.reduce((sum, cell) => sum + cell.rows, 0),
    stages: tally.stages,
    routes: Object.entries(tally.routes).map(([route, stages]) =>
      routeCounts(
        route,
        stages.map((name) => tally.stages.indexOf(name)),
        { stages, cells: cells.filter((cell) => cell.route === route) },
      ),
    ),
  }));
}

function routeCounts(
  route: string,
  places: readonly number[],
  { stages, cells }: { readonly stages: readonly string[]; readonly cells: readonly StagesCell[] },
): RouteCounts {
  const people = (holds: (cell: StagesCell) => boolean): number =>
    cells.reduce((sum, cell) => sum + (holds(cell) ? cell.people : 0), 0);
  return {
    route,
    stages,
    reachedByStage: places.map((place) => people((cell) => cell.stage >= place)),
    passedByStage: places.map((place) =>
      people((cell) => cell.stage > place || (cell.stage === place && cell.passed === 1)),
    ),
  };
}

/** The routes that are asked for: the named one, or all. Refuses unknown names. */
export function routesOf(group: StagesGroup, route: string | undefined): readonly RouteCounts[] {
  if (route === undefined) return group.routes;
  const found = group.routes.filter((one) => one.route === route);
  if (found.length > 0) return found;
  throw invalidArgument(
    `${JSON.stringify(route)} is no route`,
    didYouMean(
      route,
      group.routes.map((one) => one.route),
    ),
    'route',
  );
}

/** Those who passed a stage among those who reached it, on the routes that have it. Refuses unknown stages, and a route without the stage. */
export function stageProportion(group: StagesGroup, stage: string, route: string | undefined): Proportion {
  if (!group.stages.includes(stage)) {
    throw invalidArgument(`${JSON.stringify(stage)} is no stage`, didYouMean(stage, group.stages), 'stage');
  }
  const routes = routesOf(group, route).filter((one) => one.stages.includes(stage));
  if (routes.length === 0) {
    throw invalidArgument(`stage ${JSON.stringify(stage)} is not on the route`, 'Name a stage of the route.', 'stage');
  }
  const total = (counts: (one: RouteCounts) => readonly number[]): number =>
    routes.reduce((sum, one) => sum + counts(one)[one.stages.indexOf(stage)]!, 0);
  return { successes: total((one) => one.passedByStage), n: total((one) => one.reachedByStage) };
}

/**
 * Those who passed the last stage of their route among all who entered the first, as counts; of one route where it is named.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for a route that is not declared
 * @example funnelProportion(women, undefined) // { successes: 413, n: 2000 }
 */
export function funnelProportion(group: StagesGroup, route: string | undefined): Proportion {
  const routes = routesOf(group, route);
  return {
    successes: routes.reduce((sum, one) => sum + one.passedByStage.at(-1)!, 0),
    n: routes.reduce((sum, one) => sum + one.reachedByStage[0]!, 0),
  };
}
