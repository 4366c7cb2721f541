/** The one frame of every page that people read. */
export { pageFrame, printLines } from './frame.js';
