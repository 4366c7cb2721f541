/** What has been so for days. */

export { type DurationLine, durationLines } from './lines.js';
