export { katzRatio } from './katz.js';
export { koopmanRatio } from './koopman.js';
export { newcombeDifference } from './newcombe.js';
export type { Proportion } from './proportion.js';
export { wilson } from './wilson.js';
