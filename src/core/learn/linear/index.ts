export { type Design, makeDesign } from './design.js';
export { type Encoded, type Encoding, encode } from './encoding.js';
export {
  type LinearFit,
  type LinearFitOptions,
  type LinearParameters,
  type LinearPlan,
  planLinear,
} from './fit-linear.js';
export { linearLearner, logisticLearner } from './learners.js';
