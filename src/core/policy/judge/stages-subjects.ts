import {
  type MeasuredOutcome,
  measuredStages,
  type StagesCell,
  type StagesGroup,
  type StagesTally,
  stagesGroups,
} from '../../fairness/outcomes/index.js';
import { acceptedStages } from '../accepted/outcome-tallies.js';
import type { Policy } from '../sections/types.js';
import { outcomeSubjects } from './outcome-subjects.js';
import type { SubjectSource } from './subject-source.js';

/** Decisions that are a chain of stages. */
export const stagesSubjects = (policy: Policy, tally: StagesTally): SubjectSource =>
  outcomeSubjects<StagesCell, StagesTally, StagesGroup>(policy, tally, {
    hindrance: () => null,
    groups: stagesGroups,
    acceptedTally: (baseline, by) => acceptedStages(baseline, policy, by),
    measured: (group, { stage, route }): MeasuredOutcome => measuredStages(group, { stage, route }),
  });
