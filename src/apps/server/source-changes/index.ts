/** Decisions that a case changed are changed where they came from. */
export { changesConfiguration } from './configuration/index.js';
export { sourceChangesPart } from './part.js';
