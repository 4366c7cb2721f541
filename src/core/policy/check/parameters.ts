import { didYouMean } from '../../base/suggest.js';
import { type Finding, type PathPart, problem } from '../read/mistakes.js';
import type { RawData } from '../sections/data.js';
import type { RawRequirement } from '../sections/requirements.js';
import { checkCosts } from './costs.js';

type ParameterName = 'q' | 'value' | 'level' | 'class' | 'stage' | 'costs';

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
  { name: 'costs', of: ['expected_cost'], example: 'costs: { TRUE: { DECIDED: 1 } }' },
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
  { id, level, class: name, stage, costs }: RawRequirement,
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
  if (outcome?.type === 'stages' && stage !== undefined) {
    const names = outcome.stages.map(({ name: one }) => one);
    return unknown('stage', stage, names, 'stages');
  }
  if (outcome?.type !== 'class') return [];
  const classes = outcome.classes.map(String);
  return [
    ...(name === undefined ? [] : unknown('class', String(name), classes, 'classes')),
    ...(costs === undefined ? [] : checkCosts(id, costs, classes, [...path, 'costs'])),
  ];
}
