/**
 * The pure part of the monitor: what of a policy is watched (series/), what is counted between two moments (panes/), and what that does to each
 * series (states/). Time comes as arguments; nothing here reads a clock. The same over the
 * log is the room live-monitor.
 */

export { rowPlan } from './panes/counted-row.js';
export { addStep, MOMENT_COUNTS, STEPS, sumsOf } from './panes/moment.js';
export { type Observed, observer } from './panes/observe.js';
export {
  addDecision,
  addUncounted,
  type CellValues,
  cellKey,
  countsOfCell,
  decisionsOf,
  emptyPane,
  isUnreadable,
  mergePanes,
  type Observation,
  OTHER_VALUES,
  type Pane,
  type PaneShape,
  type Uncounted,
} from './panes/pane.js';
export { type PaneJson, paneJson, readPane } from './panes/pane-json.js';
export { countsOfPlaces } from './panes/places.js';
export { addToStretches, type PaneAt } from './panes/stretches.js';
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
export { emptyWatch, startMonitor } from './states/start.js';
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
