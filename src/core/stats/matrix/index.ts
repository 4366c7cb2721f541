export { type Factor, factorize, solve } from './cholesky.js';
