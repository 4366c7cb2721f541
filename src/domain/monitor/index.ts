/**
 * The live monitor, its pure part: what of a policy is watched (series/), what is counted between two moments (panes/), and what that does to each
 * series (states/). Time comes as arguments; nothing here reads a clock.
 */

export { type Observed, observer } from './panes/observe.js';
export {
  addDecision,
  addUncounted,
  type Cell,
  type CellValues,
  countedDecisions,
  emptyPane,
  mergePanes,
  moveLabel,
  type Observation,
  type Pane,
  type PaneShape,
  type Uncounted,
} from './panes/pane.js';
export { type PaneJson, paneJson, readPane } from './panes/pane-json.js';
export { Replay, type ReplayCounts, type ReplayedDecision } from './replay/replay.js';
export { demandWatches, planMonitor } from './series/plan.js';
export type { MonitorPlan, Phase, ReferenceRule, Unwatched, Watch } from './series/types.js';
export { type FleetOptions, type FleetResult, groupRate, simulateFleet } from './simulate/fleet.js';
export { type ClosedBlock, closeBlock, closesAt, windowOf } from './states/close-block.js';
export { correctLabel, type LabelCorrection } from './states/correct-label.js';
export { planDigest, startMonitor } from './states/start.js';
export type { Epoch, MonitorState, Series, SeriesCondition, WatchState } from './states/state.js';
export type { StateChange } from './states/state-change.js';
export { type MonitorStateJson, readState, stateJson } from './states/state-json.js';
export { type MonitorSummary, monitorLines, monitorSummary } from './states/summary.js';
