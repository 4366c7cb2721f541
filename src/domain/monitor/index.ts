/**
 * The pure part of the monitor: what of a policy is watched, with what evidence (the room monitor-watches), and what that does to each
 * series (states/). Time comes as arguments; nothing here reads a clock. The same over the log is the room live-monitor.
 */

export {
  addAttempt,
  addDecision,
  addList,
  addStep,
  addToStretches,
  addUncounted,
  binsOf,
  type Candidate,
  type CellValues,
  cellKey,
  countIndex,
  countsOfArea,
  countsOfCell,
  countsOfPlaces,
  decisionsOf,
  declaredBins,
  emptyPane,
  firstOfAreas,
  isUnreadable,
  LIST_SIZE,
  lateLabel,
  MOMENT_COUNTS,
  mergePanes,
  NOT_WHOLE,
  type Observation,
  type Observed,
  OpenLists,
  OTHER_VALUES,
  observer,
  type Pane,
  type PaneAt,
  type PaneJson,
  type PaneShape,
  paneJson,
  readPane,
  rowPlan,
  STEPS,
  sumsOf,
  type Uncounted,
  withSameInputs,
} from '../monitor-panes/index.js';
export {
  type AgreementWatch,
  type AreaWatch,
  boundEnds,
  type ChangeWatch,
  countRates,
  DAYS_BEFORE,
  type DriftWatch,
  type DurationAsked,
  demandWatches,
  durationReach,
  type FractionWatch,
  type MeanWatch,
  type MonitorPlan,
  meanSums,
  type OrderWatch,
  oppositesOf,
  type Phase,
  planMonitor,
  planOfRows,
  type Quality,
  type RateWatch,
  rateOfShown,
  type Unwatched,
  type Watch,
  watchNamed,
} from '../monitor-watches/index.js';
export { detectorOf } from './states/budget.js';
export { blockOf, type ClosedBlock, closeBlock, closesAt, windowOf } from './states/close-block.js';
export { hearDeployment } from './states/facts.js';
export type { GroupCounts } from './states/group-counts.js';
export { BlockCells, referenceAmong, rememberGroups } from './states/groups.js';
export { blocksToClose, isQuiet } from './states/quiet-blocks.js';
export { emptyWatch, planDigest, startMonitor } from './states/start.js';
export type { MonitorState, ShownCondition } from './states/state.js';
export { keyOf, type StateChange } from './states/state-change.js';
export { readState, stateJson } from './states/state-json.js';
export {
  type DetectableGap,
  detectableGaps,
  firstLines,
  isLineOf,
  type MonitorSummary,
  type MonitorTotals,
  monitorLines,
  monitorSummary,
  monitorTotals,
  oneLine,
  phaseLines,
  type SeriesWanted,
} from './states/summary.js';
export { shareOfAlarm, type Together, togetherOf } from './states/together.js';
