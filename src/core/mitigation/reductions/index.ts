export { REDUCTION_CONSTRAINTS, type ReductionConstraint } from './constraints.js';
export { type Grid, type GridModel, type GridOptions, reduceOverGrid } from './grid.js';
export { type Column, cheapestMixture, cheapestMixtures } from './linear-programme.js';
export { type ReducedModel, type Reduction, type ReductionOptions, reduce } from './reduce.js';
