import { type Finding, problem } from '../read/mistakes.js';
import type { RawData } from '../sections/data.js';
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
    ...stages.flatMap((stage, i) => checkValues(stage, i, (missing ?? []).map(String))),
  ];
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
