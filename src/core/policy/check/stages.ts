import { didYouMean } from '../../base/suggest.js';
import { type Finding, problem } from '../read/mistakes.js';
import type { RawData } from '../sections/data.js';
import { MOST_ROUTES } from '../sections/outcomes/stages.js';
import { twice } from './twice.js';

type RawStage = Extract<RawData['outcome'], { type: 'stages' }>['stages'][number];

const STAGES = ['data', 'outcome', 'stages'] as const;

/** Finds what is wrong with the declared stages of decisions that are a chain of them. */
export function checkStages({ outcome, label, missing }: RawData): Finding[] {
  if (outcome?.type !== 'stages') return [];
  const { stages } = outcome;
  const repeated = (key: 'name' | 'column', remedy: string): Finding[] =>
    twice(stages.map((stage) => stage[key])).map((i) =>
      problem([...STAGES, i, key], `two stages have the ${key} ${JSON.stringify(stages[i]![key])}`, remedy),
    );
  return [
    ...(label === undefined ? [] : [NO_LABEL]),
    ...repeated('name', 'Give each stage a name of its own.'),
    ...repeated('column', 'Name the column of the outcomes of each stage.'),
    ...checkRoutes(outcome),
    ...stages.flatMap((stage, i) => checkValues(stage, i, (missing ?? []).map(String))),
  ];
}

type RawStages = Extract<RawData['outcome'], { type: 'stages' }>;

/** Routes: some of the stages in their order each, together all of them, and told apart by a column or by where they begin. */
function checkRoutes({ stages, routes, route }: RawStages): Finding[] {
  const path = ['data', 'outcome'];
  if (routes === undefined)
    return route === undefined
      ? []
      : [
          problem(
            [...path, 'route'],
            'data.outcome.route names a column, and no routes are declared',
            'Add them, such as `routes: { standard: [screen, offer], referral: [offer] }`.',
          ),
        ];
  const names = stages.map(({ name }) => name);
  const declared = Object.entries(routes);
  if (declared.length === 0 || declared.length > MOST_ROUTES)
    return [
      problem(
        [...path, 'routes'],
        `data.outcome.routes has ${declared.length} routes`,
        `Declare 1 to ${MOST_ROUTES}, or drop it: then all go through all stages.`,
      ),
    ];
  const findings = declared.flatMap(([name, onRoute]) => checkRoute(name, onRoute, names));
  if (findings.length > 0) return findings;
  const unused = names.find((name) => !declared.some(([, onRoute]) => onRoute.includes(name)));
  if (unused !== undefined)
    findings.push(
      problem([...path, 'routes'], `the stage ${unused} is on no route`, 'Put it on a route, or drop the stage.'),
    );
  if (route === undefined) return [...findings, ...checkBeginnings(declared)];
  const same = stages.find(({ column }) => column === route);
  if (same === undefined) return findings;
  return [
    ...findings,
    problem(
      [...path, 'route'],
      `the column ${JSON.stringify(route)} names the route and holds the outcomes of the stage ${same.name}`,
      'Name the column of each.',
    ),
  ];
}

function checkRoute(name: string, onRoute: readonly string[], names: readonly string[]): Finding[] {
  if (name === '')
    return [problem(['data', 'outcome', 'routes', name], 'a route has an empty name', 'Give it a name.')];
  return onRoute.flatMap((stage, i) => {
    const path = ['data', 'outcome', 'routes', name, i];
    const place = names.indexOf(stage);
    if (place < 0)
      return [
        problem(
          path,
          `the route ${name} names ${JSON.stringify(stage)}, which is not among data.outcome.stages`,
          didYouMean(stage, names),
        ),
      ];
    const before = onRoute[i - 1];
    if (before === undefined || names.indexOf(before) < place) return [];
    return [
      problem(
        path,
        `the route ${name} passes ${stage} after ${before}, in another order than data.outcome.stages`,
        'A route passes each of its stages once, in the order in which they are declared.',
      ),
    ];
  });
}

/** Without a column the first stage of a person says her route, so that no two routes may begin at the same one. */
function checkBeginnings(declared: readonly (readonly [string, readonly string[]])[]): Finding[] {
  return twice(declared.map(([, [first]]) => first!)).map((i) => {
    const [name, [first]] = declared[i]!;
    const [other] = declared.find(([, [begins]]) => begins === first)!;
    return problem(
      ['data', 'outcome', 'routes', name],
      `the routes ${other} and ${name} both begin at the stage ${first}, so that the data do not say who goes which`,
      'Name the column that says it: `route: COLUMN` in data.outcome.',
    );
  });
}

const NO_LABEL: Finding = {
  ...problem(
    ['data', 'label'],
    'data.label has no meaning where decisions are stages',
    'Drop label: a stage is passed or not.',
  ),
  at: 'key',
};

/** Values of a stage: both sides are named or neither is, so that a misspelt value never counts as the other side. */
function checkValues({ name, positive, negative }: RawStage, place: number, missing: readonly string[]): Finding[] {
  const path = [...STAGES, place];
  if ((positive === undefined) !== (negative === undefined)) {
    const [given, lacking] = positive === undefined ? ['negative', 'positive'] : ['positive', 'negative'];
    return [
      problem(
        [...path, given],
        `the stage ${name} names its ${given} values and no ${lacking} ones`,
        `Name them too: \`${lacking}: [VALUE]\`. Empty means that the stage was not reached.`,
      ),
    ];
  }
  return (['positive', 'negative'] as const).flatMap((side) => {
    const others = side === 'negative' ? (positive ?? []).map(String) : [];
    return ({ positive, negative }[side] ?? []).flatMap((value, i) => {
      const told = JSON.stringify(String(value));
      if (missing.includes(String(value)))
        return [
          problem(
            [...path, side, i],
            `the stage ${name}: ${told} is among data.missing, and missing means that the stage was not reached`,
            'Keep it in one of the two lists.',
          ),
        ];
      if (!others.includes(String(value))) return [];
      return [
        problem(
          [...path, side, i],
          `the stage ${name}: ${told} means passed and not passed`,
          'Keep it in one of the two lists.',
        ),
      ];
    });
  });
}
