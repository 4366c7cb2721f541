import { didYouMean } from '../../base/suggest.js';
import { type Finding, type PathPart, problem } from '../read/mistakes.js';
import type { RawData } from '../sections/data.js';
import type { RawRequirement } from '../sections/requirements.js';
import { checkCosts } from './costs.js';

type ParameterName =
  | 'q'
  | 'value'
  | 'level'
  | 'class'
  | 'stage'
  | 'route'
  | 'costs'
  | 'k'
  | 'pairs'
  | 'per'
  | 'target'
  | 'institution';

/** A parameter of metrics, and the metrics that need it; `may` are those that do without it too. */
interface Parameter {
  readonly name: ParameterName;
  readonly of: readonly string[];
  readonly may?: readonly string[];
  readonly example: string;
}

const parametersOf = ({ outcome }: RawData): readonly Parameter[] => [
  { name: 'q', of: ['amount_quantile'], example: 'q: 0.9' },
  { name: 'value', of: outcome?.type === 'ordered' ? [] : ['share_at_least'], example: 'value: 5000' },
  { name: 'level', of: outcome?.type === 'ordered' ? ['share_at_least'] : [], example: 'level: B' },
  {
    name: 'class',
    of: ['class_recall', 'class_precision', ...(hasFavourable(outcome) ? [] : ['class_rate'])],
    may: ['class_rate'],
    example: 'class: CLASS',
  },
  { name: 'stage', of: ['stage_rate'], example: 'stage: STAGE' },
  { name: 'route', of: [], may: ['stage_rate', 'funnel_rate'], example: 'route: ROUTE' },
  { name: 'costs', of: ['expected_cost'], example: 'costs: { TRUE: { DECIDED: 1 } }' },
  { name: 'k', of: ['share_in_top_k', 'representation_in_top_k'], example: 'k: 10' },
  { name: 'target', of: [], may: ['representation_in_top_k'], example: 'target: pool' },
  { name: 'pairs', of: ['pairwise_accuracy', 'turned_pairs'], example: 'pairs: within' },
  { name: 'institution', of: ['capped_share'], example: 'institution: school' },
  { name: 'per', of: [], may: ['exposure'], example: 'per: candidate' },
];

const hasFavourable = (outcome: RawData['outcome']): boolean =>
  outcome?.type === 'class' && (outcome.favourable ?? []).length > 0;

/** Finds parameters that a metric needs and has not, or has and does not know, and words that were never declared. */
export function checkParameters(requirement: RawRequirement, path: readonly PathPart[], data: RawData): Finding[] {
  return [
    ...parametersOf(data).flatMap((parameter) => checkParameter(requirement, path, parameter)),
    ...checkDeclared(requirement, path, data),
  ];
}

function checkParameter(
  requirement: RawRequirement,
  path: readonly PathPart[],
  { name, of, may = [], example }: Parameter,
): Finding[] {
  const { id, metric } = requirement;
  const given = requirement[name] !== undefined;
  if (of.includes(metric) && !given)
    return [problem(path, `${id}: ${metric} needs ${name}`, `Add ${name}, such as \`${example}\`.`)];
  if (of.includes(metric) || may.includes(metric) || !given) return [];
  const others = [...new Set([...of, ...may])];
  return [
    {
      ...problem(
        [...path, name],
        `${id}: ${name} has no meaning with ${metric}`,
        others.length === 0 ? 'Drop it.' : `Drop it, or use ${others.join(', ')}.`,
      ),
      at: 'key' as const,
    },
  ];
}

function checkDeclared(
  { id, metric, level, class: name, stage, route, costs, k }: RawRequirement,
  path: readonly PathPart[],
  { outcome }: RawData,
): Finding[] {
  const unknown = (key: 'level' | 'class' | 'stage', word: string, words: readonly string[], of: string): Finding[] =>
    words.includes(word)
      ? []
      : [
          problem(
            [...path, key],
            `${id}: ${JSON.stringify(word)} is not among data.outcome.${of}`,
            didYouMean(word, words),
          ),
        ];
  if (outcome?.type === 'ordered' && level !== undefined)
    return unknown('level', String(level), outcome.levels.map(String), 'levels');
  if (outcome?.type === 'stages') {
    const names = outcome.stages.map(({ name: one }) => one);
    return [
      ...(stage === undefined ? [] : unknown('stage', stage, names, 'stages')),
      ...(route === undefined ? [] : checkRoute({ id, stage, route }, path, outcome.routes)),
    ];
  }
  if (outcome?.type === 'ranking') return checkRanked({ id, metric, k }, path, outcome);
  if (outcome?.type !== 'class') return [];
  const classes = outcome.classes.map(String);
  return [
    ...(name === undefined ? [] : unknown('class', String(name), classes, 'classes')),
    ...(costs === undefined ? [] : checkCosts(id, costs, classes, [...path, 'costs'])),
  ];
}

/** A route that is declared, and has the stage that is asked for. */
function checkRoute(
  { id, stage, route }: Pick<RawRequirement, 'id' | 'stage'> & { readonly route: string },
  path: readonly PathPart[],
  routes: Readonly<Record<string, readonly string[]>> | undefined,
): Finding[] {
  const at = [...path, 'route'];
  if (routes === undefined)
    return [
      problem(at, `${id} names a route, and data.outcome declares none`, 'Drop it, or declare data.outcome.routes.'),
    ];
  const names = Object.keys(routes);
  if (!names.includes(route))
    return [problem(at, `${id}: ${JSON.stringify(route)} is not among data.outcome.routes`, didYouMean(route, names))];
  if (stage === undefined || routes[route]!.includes(stage)) return [];
  return [
    problem(
      at,
      `${id}: the route ${route} does not pass the stage ${stage}`,
      `It passes ${routes[route]!.join(', ')}.`,
    ),
  ];
}

/** Metrics of rankings that measure against what candidates were worth. */
const OF_RELEVANCE: ReadonlySet<string> = new Set(['exposure_per_relevance', 'pairwise_accuracy', 'ndcg']);

function checkRanked(
  { id, metric, k }: Pick<RawRequirement, 'id' | 'metric' | 'k'>,
  path: readonly PathPart[],
  outcome: Extract<RawData['outcome'], { readonly type: 'ranking' }>,
): Finding[] {
  const counted = outcome.k ?? [];
  const isCounted = k === undefined || counted.includes(k);
  return [
    ...(isCounted
      ? []
      : [
          problem(
            [...path, 'k'],
            `${id}: the first ${k} are not counted: data.outcome.k ${counted.length === 0 ? 'is missing' : `has ${counted.join(', ')}`}`,
            `Write \`k: [${[...counted, k].sort((a, b) => a! - b!).join(', ')}]\` in data.outcome.`,
          ),
        ]),
    ...(OF_RELEVANCE.has(metric) && outcome.relevance === undefined
      ? [
          problem(
            [...path, 'metric'],
            `${id}: ${metric} needs data.outcome.relevance, the column of what a candidate was worth`,
            'Add it to data.outcome, such as `relevance: COLUMN`, or bound exposure or share_in_top_k.',
          ),
        ]
      : []),
  ];
}
