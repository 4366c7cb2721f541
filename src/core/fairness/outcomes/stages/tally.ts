import { counted } from '../../../base/counted.js';
import { didYouMean } from '../../../base/suggest.js';
import { asRecord, demand, isTextList } from '../../tally/json-fields.js';
import { compareCodePoints, compareValues } from '../../tally/order.js';
import {
  addCountedRow,
  type CellRules,
  type CountedKind,
  type CountedRows,
  checkAttributes,
  checkNames,
  countedFromJson,
  countRows,
  invalidArgument,
  invalidValue,
  mergeCounted,
  readNames,
  readPlace,
  tallyOfCells,
} from '../base/index.js';
import type { StageRoutes, StagesCell, StagesRow, StagesSpec, StagesTally } from './types.js';

/** Most stages of a process, and most routes through it. Ours. */
const MOST_STAGES = 100;
const MOST_ROUTES = 100;

/** Name of the only route where none is declared. */
const ALL = 'all';

const RULES: CellRules<StagesCell> = {
  keyOf: (cell) => JSON.stringify([cell.values, cell.route, cell.stage, cell.passed]),
  compare: (a, b) =>
    compareValues(a.values, b.values) ||
    compareCodePoints(a.route, b.route) ||
    a.stage - b.stage ||
    a.passed - b.passed,
};

const KIND: CountedKind<StagesTally, StagesCell, StagesRow> = {
  outcome: 'stages',
  rules: RULES,
  names: ['route', 'outcomes'],
  declared: ['stages', 'routes'],
  placeOf(tally, row, number) {
    const route = routeOf(tally, row, number);
    const end = endOfPath(tally, row, route, number);
    return end === null ? null : { route, ...end };
  },
  readDeclared(root) {
    const stages = readNames(root.stages, 'stages', 1);
    const declared = asRecord(root.routes, 'routes');
    for (const [name, list] of Object.entries(declared))
      demand(isTextList(list), `routes.${name}`, 'is not a list of names');
    const routes = sortedRoutes(declared as StageRoutes);
    const fault = routesFault(routes, stages);
    demand(fault === null, 'routes', `are not in order: ${fault}`);
    return { outcome: 'stages', stages, routes };
  },
  readPlace({ route, stage: place, passed }, where, { stages, routes }) {
    demand(typeof route === 'string' && Object.hasOwn(routes, route), `${where}.route`, 'is no declared route');
    const stage = readPlace(place, `${where}.stage`, stages);
    demand(routes[route]!.includes(stages[stage]!), `${where}.stage`, 'is not on the route');
    demand(passed === 0 || passed === 1, `${where}.passed`, 'is not 0 or 1');
    return { route, stage, passed };
  },
};

/** Why declared routes are none; null where they are in order. */
function routesFault(routes: StageRoutes, stages: readonly string[]): string | null {
  const names = Object.keys(routes);
  if (names.length === 0 || names.length > MOST_ROUTES) return `there are ${names.length} routes`;
  for (const [name, onRoute] of Object.entries(routes)) {
    const places = onRoute.map((stage) => stages.indexOf(stage));
    if (places.length === 0) return `route ${JSON.stringify(name)} has no stage`;
    const unknown = places.indexOf(-1);
    if (unknown >= 0)
      return `route ${JSON.stringify(name)} names ${JSON.stringify(onRoute[unknown])}, which is no stage`;
    if (places.some((place, i) => i > 0 && place <= places[i - 1]!)) {
      return `route ${JSON.stringify(name)} passes the stages in another order than declared`;
    }
  }
  return null;
}

/** Routes by name, sorted, so that two declarations of the same routes are equal. */
const sortedRoutes = (routes: StageRoutes): StageRoutes =>
  Object.fromEntries(
    Object.entries(routes)
      .sort(([a], [b]) => compareCodePoints(a, b))
      .map(([name, stages]) => [name, [...stages]]),
  );

/**
 * A tally of stages without rows.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for stages named twice, and for routes through other stages or in another order
 */
export function emptyStagesTally(spec: StagesSpec): StagesTally {
  checkAttributes(spec.attributes);
  checkNames('stages', spec.stages, 1, MOST_STAGES);
  const routes = spec.routes ?? { [ALL]: spec.stages };
  const fault = routesFault(routes, spec.stages);
  if (fault !== null) throw invalidArgument(fault, 'Name for each route some of the stages, in their order.', 'routes');
  return {
    schemaVersion: '1',
    outcome: 'stages',
    policyDigest: spec.policyDigest,
    attributes: [...spec.attributes],
    stages: [...spec.stages],
    routes: sortedRoutes(routes),
    rowsRead: 0,
    excluded: [],
    cells: [],
  };
}

/**
 * The tally of paths through stages, row by row. Rows that did not reach the first stage of their route and rows that stand for nobody are counted as
 * excluded.
 *
 * @throws TribuneError `DATA_VALUE_INVALID` for stages out of order (an outcome after a stage that was not passed or not reached), for a subject with an outcome off her
 * route, and for unknown routes; `INVALID_ARGUMENT` for a row of another shape; all name the row
 * @example
 * const spec = { policyDigest: '', attributes: ['sex'], stages: ['screen', 'offer'] };
 * stagesTally(spec, [{ values: ['f'], outcomes: [1, 0] }]).cells // [{ values: ['f'], route: 'all', stage: 1, passed: 0, rows: 1, people: 1 }]
 */
export function stagesTally(spec: StagesSpec, rows: Iterable<StagesRow>): StagesTally {
  return countRows(KIND, emptyStagesTally(spec), rows);
}

function routeOf(tally: StagesTally, row: StagesRow, number: number): string {
  const names = Object.keys(tally.routes);
  if (row.route === undefined) {
    if (names.length === 1) return names[0]!;
    throw invalidValue(`row ${number} names no route`, `Name one of the routes: ${names.join(', ')}.`);
  }
  if (names.includes(row.route)) return row.route;
  throw invalidValue(`${JSON.stringify(row.route)} in row ${number} is no route`, didYouMean(row.route, names));
}

/** The last stage that a subject reached, and whether she passed it; null where she did not reach the first one of her route. */
function endOfPath(
  { stages, routes }: StagesTally,
  row: StagesRow,
  route: string,
  number: number,
): { stage: number; passed: 0 | 1 } | null {
  const given = Array.isArray(row.outcomes) ? row.outcomes.length : 0;
  if (given !== stages.length) {
    throw invalidArgument(
      `row ${number} has ${given} outcomes for ${counted(stages.length, 'stage')}`,
      `Pass one outcome, or null, for each of: ${stages.join(', ')}.`,
    );
  }
  let end: { stage: number; passed: 0 | 1 } | null = null;
  let stoppedAt: string | null = null;
  for (const [stage, name] of stages.entries()) {
    const outcome = row.outcomes[stage]!;
    const isOnRoute = routes[route]!.includes(name);
    if (outcome === null) {
      if (isOnRoute) stoppedAt ??= name;
      continue;
    }
    if (outcome !== 0 && outcome !== 1) {
      throw invalidValue(`outcome ${String(outcome)} at ${name} in row ${number}`, 'An outcome is 1, 0 or null.');
    }
    if (!isOnRoute) {
      throw invalidValue(
        `row ${number} has an outcome at ${name}, which is not on its route ${JSON.stringify(route)}`,
        'A subject goes one route: count each branch as a route, or as a subject of its own.',
      );
    }
    if (stoppedAt !== null) {
      throw invalidValue(
        `stages out of order in row ${number}: an outcome at ${name}, but ${stoppedAt} was not passed`,
        'A stage has an outcome only when all before it on the route were passed.',
      );
    }
    end = { stage, passed: outcome };
    if (outcome === 0) stoppedAt = name;
  }
  return end;
}

/**
 * The tally of cells that an engine counted.
 *
 * @throws TribuneError as `emptyStagesTally`
 */
export const stagesTallyOf = (spec: StagesSpec, counted: CountedRows<StagesCell>): StagesTally =>
  tallyOfCells(KIND, emptyStagesTally(spec), counted);

/** The tally with one more row; for many rows `stagesTally` is far quicker. Throws as `stagesTally` does. */
export function addStagesRow(tally: StagesTally, row: StagesRow): StagesTally {
  return addCountedRow(KIND, tally, row);
}

/**
 * The tally of all rows of both: the same bits in any order, because every sum is an integer.
 *
 * @throws TribuneError `TALLY_INVALID` where the two were made under different policies, attributes, stages or routes
 */
export function mergeStagesTallies(a: StagesTally, b: StagesTally): StagesTally {
  return mergeCounted(KIND, a, b);
}

/**
 * Reads a tally of stages from plain JSON data, as `JSON.stringify` of a tally or another engine wrote it, and checks all of it. Cells may come
 * in any order.
 *
 * @throws TribuneError `TALLY_INVALID` naming the first place that is wrong
 */
export function stagesTallyFromJson(json: unknown): StagesTally {
  return countedFromJson(KIND, json);
}
