export { clopperPearson } from './clopper-pearson.js';
export { katzRatio, logRatioStandardError } from './katz.js';
export { koopmanRatio } from './koopman.js';
export { newcombeDifference } from './newcombe.js';
export type { Proportion } from './proportion.js';
export { agrestiCaffoMoments } from './wald-difference.js';
export { wilson } from './wilson.js';
