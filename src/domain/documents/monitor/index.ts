/** The page of a replay of the monitor. */
export { renderReplayHtml } from './replay-html.js';
