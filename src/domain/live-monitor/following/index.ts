export { ClockGaps } from './clock-gaps.js';
/** The follower of the monitor: decisions become counts by block. */

export { LiveBatch, type LiveDecision, labelAt } from './live-decision.js';
export { MONITOR, MonitorFollower, type MonitorStores } from './monitor-follower.js';
export { OpenBlock } from './open-block.js';
export { paneOf, paneText } from './pane-rows.js';
export { seedOf } from './subject-set.js';
export { shapeOf } from './watching.js';
export type { Lateness } from './watermark.js';
