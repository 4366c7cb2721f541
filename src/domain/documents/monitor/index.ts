/** The page of a replay of the monitor. */
export { type ReplayedDuration, renderReplayHtml } from './replay-html.js';
