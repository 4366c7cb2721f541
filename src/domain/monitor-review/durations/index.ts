/** What has been so for days. */

export { type DurationLine, durationLines, durationReach } from './lines.js';
