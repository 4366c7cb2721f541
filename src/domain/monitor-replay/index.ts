/** Decisions of a file through the monitor, as if they came live: what changes of state there would have been, and the series behind them. Pure. */

export { Replay, type ReplayCounts, type ReplayedDecision } from './replay.js';
export { ReplayTrace, type SeriesTrace } from './trace.js';
