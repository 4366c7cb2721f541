/** What the monitor's counts say when several blocks are looked at together: what has lasted for days. Pure; time comes as arguments. */

export { type DurationLine, durationLines, durationReach } from './durations/index.js';
export type { PaneAt, RecentPanes } from './history/index.js';
