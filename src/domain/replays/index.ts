/** Recorded decisions, run again by the bytes of the version that decided. */
export type { Comparison, Difference, InForce, RecordedDecision } from './compare.js';
export { compareReplay } from './compare.js';
export { isDamage, isUnasked, replayReasons } from './errors.js';
export { fieldsOf, inForceOf, type Played, playedOf, ruleOf } from './played.js';
export type { Rescored, ScoreRequest, Scorer, Unscored } from './ports.js';
export { type Replay, Replays, replayActs, replayDecision } from './replays.js';
export { readWhole, scoreManyRecorded, scoreRecorded } from './score-recorded.js';
