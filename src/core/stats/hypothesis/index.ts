export type { ChiSquareTest } from './chi-square.js';
export { twoProportionTest } from './two-proportion-test.js';
