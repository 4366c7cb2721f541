/** Recorded decisions, run again by the bytes of the version that decided. */
export type { Comparison, Difference, InForce, RecordedDecision } from './compare.js';
export { compareReplay } from './compare.js';
export { replayReasons } from './errors.js';
export type { Rescored, ScoreRequest, Scorer } from './ports.js';
export { type Replay, Replays, replayActs } from './replays.js';
export { readWhole, scoreRecorded } from './score-recorded.js';
