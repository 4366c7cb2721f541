/** The frame of every page that people read. */
export { pageFrame } from './frame.js';
