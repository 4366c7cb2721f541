/** An explanation as each kind of reader is shown it. */
export { VIEWS, type View } from './shown.js';
export { viewOf } from './view-of.js';
