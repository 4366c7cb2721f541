export { QuantitySums } from './quantity-sums.js';
