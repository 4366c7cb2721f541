/** The page of a simulated feedback loop. */
export { renderLoopHtml } from './loop-html.js';
