/** Slopes of a network around rows, for a document and a terminal. */
export { type InputSlope, type SlopesReport, slopesInContext } from './slopes.js';
