export type { ChiSquareTest, OmnibusTest } from './chi-square.js';
export { chiSquareTable } from './contingency.js';
export { greaterProportionTest } from './greater-proportion-test.js';
export { twoProportionTest } from './two-proportion-test.js';
