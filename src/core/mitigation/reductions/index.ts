export { REDUCTION_CONSTRAINTS, type ReductionConstraint } from './constraints.js';
export { type ReducedModel, type Reduction, type ReductionOptions, reduce } from './reduce.js';
