/** The page of a replay of the monitor. */
export { type ReplayedSeries, type ReplayPage, renderReplayHtml } from './replay-html.js';
