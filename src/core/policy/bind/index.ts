export { bind, bindAmounts, bindOutcomes, type RowFate, type RowFault, type Unnamed } from './bind-row.js';
export {
  type AmountFault,
  EXCLUSIONS,
  type ExclusionName,
  type FaultRole,
  fateSteps,
  LISTS_NOT_WHOLE,
  OUT_OF_ORDER,
} from './fates.js';
export { faultyEnd, type IntervalFault, isIntervalFault } from './intervals.js';
export {
  type CountedOutcomeTally,
  MOST_CANDIDATES,
  type OutcomeCell,
  type OutcomeExclusion,
  type OutcomeRole,
  outcomeBinding,
  placeBefore,
  routePlaces,
  tooManyCandidates,
  withoutLists,
  wordsOf,
} from './outcomes/index.js';
export {
  amountOf,
  groupSets,
  isCountedByPlace,
  neededColumns,
  type OutcomePlan,
  outcomePlan,
  type ReadPlan,
  readPlan,
  strataOf,
  unsupportedOutcome,
} from './plan.js';
export { amountTally, outcomeTally, planAccumulator, policyTally } from './policy-tally.js';
export { groupsReader, missingTexts, presentText, type RowLookup } from './read-values.js';
export {
  type DataFacts,
  EXAMPLES_SHOWN,
  mostCells,
  type RoleFaults,
  refuseData,
  refuseIntersections,
  type ValueRows,
} from './refusal.js';
export { isOneSided, namedValues, ONES, ZEROS } from './values/binary.js';
