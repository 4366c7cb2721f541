/**
 * The pure part of the monitor: what of a policy is watched (series/), with what evidence (kinds/), and what that does to each
 * series (states/). Time comes as arguments; nothing here reads a clock. The same over the
 * log is the room live-monitor.
 */

export {
  addDecision,
  addStep,
  addToStretches,
  addUncounted,
  type CellValues,
  cellKey,
  countsOfCell,
  countsOfPlaces,
  decisionsOf,
  emptyPane,
  isUnreadable,
  MOMENT_COUNTS,
  mergePanes,
  type Observation,
  type Observed,
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
export { boundEnds } from './series/bound-ends.js';
export { DAYS_BEFORE, durationReach } from './series/durations.js';
export { rateOfShown } from './series/f1.js';
export { demandWatches, planMonitor, planOfRows } from './series/plan.js';
export { countRates } from './series/rates.js';
export type {
  AreaWatch,
  DriftWatch,
  DurationAsked,
  MeanWatch,
  MonitorPlan,
  Phase,
  Quality,
  RateWatch,
  Unwatched,
  Watch,
} from './series/types.js';
export { watchNamed } from './series/watch-named.js';
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
