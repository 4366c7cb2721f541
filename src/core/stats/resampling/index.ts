export { quantileOfSorted } from './bootstrap.js';
export { multinomialSampler } from './multinomial.js';
export { streamsOf } from './rng.js';
