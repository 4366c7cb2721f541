import { didYouMean } from '../../../base/suggest.js';
import {
  mergeStagesTallies,
  type StagesTally,
  stagesTallyFromJson,
  stagesTallyOf,
} from '../../../fairness/outcomes/index.js';
import type { StageBinding, StagesOutcome } from '../../sections/index.js';
import { ALL_ROUTES, declaredRoutes } from '../../sections/outcomes/stages.js';
import { binaryReader } from '../values/binary.js';
import type { OutcomeBinding, OutcomeFault, OutcomeValues } from './binding.js';

/** A route by the places of its stages among the declared ones. */
export interface RoutePlaces {
  readonly name: string;
  readonly places: readonly number[];
}

/** The declared routes in their order; one through all stages where none is declared. */
export const routePlaces = ({ stages, routes }: StagesOutcome): readonly RoutePlaces[] =>
  routes?.map(({ name, stages: onRoute }) => ({
    name,
    places: onRoute.map((stage) => stages.findIndex((one) => one.name === stage)),
  })) ?? [{ name: ALL_ROUTES, places: stages.map((_, at) => at) }];

/** The stage that has to be passed before another one, by route: null where the route begins there, undefined where it does not pass there. */
export const placeBefore = ({ places }: RoutePlaces, at: number): number | null | undefined => {
  const place = places.indexOf(at);
  return place < 0 ? undefined : (places[place - 1] ?? null);
};

/** The outcome of a stage in a row: 1 passed, 0 not, null not reached or at fault. */
type StageReader = (values: OutcomeValues) => 0 | 1 | null;

/** The place of the route of a row among the declared ones; -1 where it is at fault. */
type RouteReader = (values: OutcomeValues) => number;

interface StagesReaders {
  readonly outcome: StagesOutcome;
  readonly routes: readonly RoutePlaces[];
  readonly passed: readonly StageReader[];
  readonly routeOf: RouteReader;
}

/**
 * Decisions that are a chain of stages: a subject has an outcome at a stage only when she passed the one before it on her route. The place of a cell is that of its route
 * times the number of stages, plus that of the last stage reached.
 */
export function stagesBinding(outcome: StagesOutcome): OutcomeBinding<StagesTally> {
  const { stages, route } = outcome;
  const passed = stages.map((stage, at): StageReader => {
    const meaning = binaryReader(stage);
    return (values) => (values[at]!.text === null ? null : meaning(values[at]!.text!));
  });
  const routes = routePlaces(outcome);
  const routeOf = routeReader(outcome, routes);
  return {
    columns: [
      ...stages.map(({ column, name }) => ({ column, named: `the stage ${name}`, isNumber: false })),
      ...(route === undefined ? [] : [{ column: route, named: 'data.outcome.route', isNumber: false }]),
    ],
    exclusions: [{ exclude: 'outcome', holds: (values) => lastReached(values, stages.length) < 0 }],
    faults: [...stages.map(valueFault(passed)), ...wayFaults({ outcome, routes, passed, routeOf })],
    placeOf(values) {
      const last = lastReached(values, stages.length);
      return { place: routeOf(values) * stages.length + last, label: passed[last]!(values) };
    },
    read: stagesTallyFromJson,
    merge: mergeStagesTallies,
    placeOfCode: (code) => ({ place: Math.floor(code / 2), label: code % 2 }),
    tallyOf({ rowsRead, excluded, ...frame }, cells) {
      const counted = cells.map(({ place, label, ...cell }) => {
        // A place that is none becomes a stage that is none, which the tally refuses by name.
        const way = Math.min(Math.floor(place / stages.length), routes.length - 1);
        const stage = place - way * stages.length;
        return { ...cell, route: routes[way]!.name, stage, passed: label as 0 | 1 };
      });
      return stagesTallyOf(
        { ...frame, stages: stages.map(({ name }) => name), ...declaredRoutes(outcome) },
        { rowsRead, excluded, cells: counted },
      );
    },
  };
}

/** The last stage with an outcome among the first columns of a row; -1 without one. */
const lastReached = (values: OutcomeValues, stages: number): number =>
  values.findLastIndex(({ text }, at) => at < stages && text !== null);

function routeReader({ stages, route }: StagesOutcome, routes: readonly RoutePlaces[]): RouteReader {
  if (route !== undefined) {
    const places = new Map(routes.map(({ name }, place) => [name, place]));
    return (values) => places.get(values[stages.length]!.text ?? '') ?? -1;
  }
  if (routes.length === 1) return () => 0;
  return (values) => {
    const first = values.findIndex(({ text }) => text !== null);
    return routes.findIndex(({ places }) => places[0] === first);
  };
}

const valueFault =
  (readers: readonly StageReader[]) =>
  ({ name }: StageBinding, at: number): OutcomeFault => ({
    role: `outcome:stage ${at}`,
    at,
    holds: (values) => values[at]!.text !== null && readers[at]!(values) === null,
    is: 'neither 0 nor 1',
    remedy: () =>
      `Use 0 and 1 or true and false, or name the values of the stage ${name} in the policy (positive: [...], negative: [...]); empty means that the stage was not reached.`,
  });

/** Ways through the stages that no declared route allows, each by its name. */
function wayFaults(readers: StagesReaders): OutcomeFault[] {
  const { outcome, routes } = readers;
  return [
    ...(outcome.route === undefined ? beginFaults(readers) : namedFaults(readers)),
    ...outcome.stages.flatMap((_, at) => [
      ...(routes.some(({ places }) => !places.includes(at)) ? [branchFault(readers, at)] : []),
      ...(routes.some((route) => placeBefore(route, at) != null) ? [orderFault(readers, at)] : []),
    ]),
  ];
}

/** A route that is missing or was never declared. */
function namedFaults({ outcome: { stages }, routes, routeOf }: StagesReaders): OutcomeFault[] {
  const names = routes.map(({ name }) => name);
  const at = stages.length;
  return [
    {
      role: 'outcome:unrouted',
      at,
      holds: (values) => values[at]!.text === null,
      is: 'missing, so that people with outcomes are on no route',
      remedy: () => 'Name the route of everybody with an outcome, or leave such rows out with data.where.',
    },
    {
      role: 'outcome:route',
      at,
      holds: (values) => routeOf(values) < 0,
      is: 'not among data.outcome.routes',
      remedy: (examples) =>
        `${didYouMean(examples[0] ?? '', names)} Declare the route with its stages, or mend the data.`,
    },
  ];
}

/** Somebody whose first outcome is at a stage where no route begins. */
function beginFaults({ outcome: { stages }, routes }: StagesReaders): OutcomeFault[] {
  if (routes.length === 1) return [];
  const beginnings = routes.map(({ places }) => places[0]!);
  return stages.flatMap(({ name }, at): OutcomeFault[] =>
    beginnings.includes(at)
      ? []
      : [
          {
            role: `outcome:begin ${at}`,
            at,
            holds: (values) => values.findIndex(({ text }) => text !== null) === at,
            is: `the first outcome of a person, and no route begins at the stage ${name}`,
            remedy: () =>
              `Routes begin at ${beginnings.map((place) => stages[place]!.name).join(', ')}. Declare the route that such people go in data.outcome.routes, or mend the data.`,
          },
        ],
  );
}

/** Somebody in two branches: an outcome at a stage that her route does not pass. The column of routes, where there is one, shows which. */
function branchFault({ outcome: { stages, route }, routes, routeOf }: StagesReaders, at: number): OutcomeFault {
  const { name } = stages[at]!;
  const others = routes.filter(({ places }) => places.includes(at)).map((one) => one.name);
  return {
    role: `outcome:branch ${at}`,
    at: route === undefined ? at : stages.length,
    holds: (values) => values[at]!.text !== null && placeBefore(routes[routeOf(values)]!, at) === undefined,
    is:
      route === undefined
        ? `at the stage ${name}, which is not on the route that begins where these people began`
        : `without the stage ${name}, at which these people have an outcome: two branches`,
    remedy: () =>
      `The stage ${name} is on ${others.length === 1 ? 'the route' : 'the routes'} ${others.join(', ')}. Declare the route that such people go in data.outcome.routes, or mend the data.`,
  };
}

function orderFault(
  { outcome: { stages, routes: declared }, routes, passed, routeOf }: StagesReaders,
  at: number,
): OutcomeFault {
  const before = [...new Set(routes.map((route) => placeBefore(route, at)))].filter((place) => place != null);
  const told = before.length === 1 ? stages[before[0]!]!.name : 'the stage before it on their route';
  return {
    role: `outcome:order ${at}`,
    at,
    holds(values) {
      const place = placeBefore(routes[routeOf(values)]!, at);
      return values[at]!.text !== null && place != null && passed[place]!(values) !== 1;
    },
    is: `at the stage ${stages[at]!.name} without having passed ${told}`,
    remedy: () =>
      `Stages stand in data.outcome.stages in the order in which they are passed. ${
        declared === undefined
          ? 'Where some go another way, declare it in data.outcome.routes.'
          : 'Declare the route that such people go in data.outcome.routes, or mend the data.'
      }`,
  };
}
