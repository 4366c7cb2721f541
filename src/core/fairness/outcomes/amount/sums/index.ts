export { exponentOf } from './double-words.js';
export { QuantitySums } from './quantity-sums.js';
