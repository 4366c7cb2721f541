export { ADVERSARY_CLASS, type AdversaryAuc } from './adversary.js';
export { type AgainstOptions, type AgainstResult, fitAgainst } from './against.js';
export { networkLearner } from './learner.js';
