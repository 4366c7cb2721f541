import { didYouMean } from '../../../base/suggest.js';
import { asRecord, demand, isTextList } from '../../tally/json-fields.js';
import { compareCodePoints, compareValues } from '../../tally/order.js';
import { WEIGHT_ZERO } from '../../tally/tally.js';
import {
  type CellRules,
  checkAlike,
  checkAttributes,
  checkCells,
  checkNames,
  checkRowFrame,
  exclusionsOf,
  invalidArgument,
  invalidValue,
  MISSING_OUTCOME,
  mergeFrames,
  readCountedCell,
  readFrame,
  readNames,
  readPlace,
  sumCountedCells,
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
  return tallyFrom(emptyStagesTally(spec), rows, 1);
}

function tallyFrom(empty: StagesTally, rows: Iterable<StagesRow>, firstNumber: number): StagesTally {
  let rowsRead = 0;
  let weightless = 0;
  let missing = 0;
  const cells = function* (): Generator<StagesCell> {
    for (const row of rows) {
      const number = firstNumber + rowsRead;
      rowsRead += 1;
      checkRowFrame(empty.attributes, row, number, ['route', 'outcomes', 'people']);
      const route = routeOf(empty, row, number);
      const end = endOfPath(empty, row, route, number);
      const people = row.people ?? 1;
      if (end === null) missing += 1;
      else if (people === 0) weightless += 1;
      else yield { values: [...row.values], route, ...end, rows: 1, people };
    }
  };
  const summed = sumCountedCells(RULES, cells());
  const excluded = exclusionsOf({ [MISSING_OUTCOME]: missing, [WEIGHT_ZERO]: weightless });
  return { ...empty, rowsRead, excluded, cells: summed };
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
      `row ${number} has ${given} outcomes for ${stages.length} stages`,
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

/** The tally with one more row; for many rows `stagesTally` is far quicker. Throws as `stagesTally` does. */
export function addStagesRow(tally: StagesTally, row: StagesRow): StagesTally {
  const empty = { ...tally, rowsRead: 0, excluded: [], cells: [] };
  return mergeStagesTallies(tally, tallyFrom(empty, [row], tally.rowsRead + 1));
}

/**
 * The tally of all rows of both: the same bits in any order, because every sum is an integer.
 *
 * @throws TribuneError `TALLY_INVALID` where the two were made under different policies, attributes, stages or routes
 */
export function mergeStagesTallies(a: StagesTally, b: StagesTally): StagesTally {
  const frame = mergeFrames(a, b);
  checkAlike('stages', a.stages, b.stages);
  checkAlike('routes', a.routes, b.routes);
  return { ...a, ...frame, cells: sumCountedCells(RULES, a.cells, b.cells) };
}

/**
 * Reads a tally of stages from plain JSON data, as `JSON.stringify` of a tally or another engine wrote it, and checks all of it. Cells may come
 * in any order.
 *
 * @throws TribuneError `TALLY_INVALID` naming the first place that is wrong
 */
export function stagesTallyFromJson(json: unknown): StagesTally {
  const frame = readFrame(json, 'stages');
  const { root, attributes } = frame;
  const stages = readNames(root.stages, 'stages', 1);
  const declared = asRecord(root.routes, 'routes');
  for (const [name, list] of Object.entries(declared))
    demand(isTextList(list), `routes.${name}`, 'is not a list of names');
  const routes = sortedRoutes(declared as StageRoutes);
  const fault = routesFault(routes, stages);
  demand(fault === null, 'routes', `are not in order: ${fault}`);
  const cells = frame.cells.map((cell, i): StagesCell => {
    const where = `cells[${i}]`;
    const { fields, ...counted } = readCountedCell(cell, where, attributes);
    const { route, passed } = fields;
    demand(typeof route === 'string' && Object.hasOwn(routes, route), `${where}.route`, 'is no declared route');
    const stage = readPlace(fields.stage, `${where}.stage`, stages);
    demand(routes[route]!.includes(stages[stage]!), `${where}.stage`, 'is not on the route');
    demand(passed === 0 || passed === 1, `${where}.passed`, 'is not 0 or 1');
    return { ...counted, route, stage, passed };
  });
  checkCells(frame, cells, RULES.keyOf);
  const { schemaVersion, policyDigest, rowsRead, excluded } = frame;
  const sorted = cells.sort(RULES.compare);
  return {
    schemaVersion,
    outcome: 'stages',
    policyDigest,
    attributes,
    stages,
    routes,
    rowsRead,
    excluded,
    cells: sorted,
  };
}
