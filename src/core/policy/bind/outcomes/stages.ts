import {
  mergeStagesTallies,
  type StagesTally,
  stagesTallyFromJson,
  stagesTallyOf,
} from '../../../fairness/outcomes/index.js';
import type { StageBinding, StagesOutcome } from '../../sections/index.js';
import { binaryReader } from '../values/binary.js';
import type { OutcomeBinding, OutcomeFault, OutcomeValues } from './binding.js';

/** Name of the only route of a process in which all go through all stages, as tallies call it. */
const ROUTE = 'all';

/** The outcome of a stage in a row: 1 passed, 0 not, null not reached or at fault. */
type StageReader = (values: OutcomeValues) => 0 | 1 | null;

/** Decisions that are a chain of stages: a subject has an outcome at a stage only when she passed the one before. */
export function stagesBinding({ stages }: StagesOutcome): OutcomeBinding<StagesTally> {
  const readers = stages.map((stage, at): StageReader => {
    const meaning = binaryReader(stage);
    return (values) => (values[at]!.text === null ? null : meaning(values[at]!.text!));
  });
  return {
    columns: stages.map(({ column, name }) => ({ column, named: `the stage ${name}`, isNumber: false })),
    exclusions: [{ exclude: 'outcome', holds: (values) => values.every(({ text }) => text === null) }],
    faults: [...stages.map(valueFault(readers)), ...stages.slice(1).map((_, i) => orderFault(stages, readers, i + 1))],
    placeOf(values) {
      const last = values.findLastIndex(({ text }) => text !== null);
      return { place: last, label: readers[last]!(values) };
    },
    read: stagesTallyFromJson,
    merge: mergeStagesTallies,
    placeOfCode: (code) => ({ place: Math.floor(code / 2), label: code % 2 }),
    tallyOf({ rowsRead, excluded, ...frame }, cells) {
      const counted = cells.map(({ place, label, ...cell }) => ({
        ...cell,
        route: ROUTE,
        stage: place,
        passed: label as 0 | 1,
      }));
      return stagesTallyOf(
        { ...frame, stages: stages.map(({ name }) => name) },
        { rowsRead, excluded, cells: counted },
      );
    },
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

function orderFault(stages: readonly StageBinding[], readers: readonly StageReader[], at: number): OutcomeFault {
  const [before, name] = [stages[at - 1]!.name, stages[at]!.name];
  return {
    role: `outcome:order ${at}`,
    at,
    holds: (values) => values[at]!.text !== null && readers[at - 1]!(values) !== 1,
    is: `at the stage ${name} without having passed ${before}`,
    remedy: () =>
      'Stages stand in data.outcome.stages in the order in which they are passed. Where some go another way, audit each way with data.where.',
  };
}
