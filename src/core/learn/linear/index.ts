export {
  type LinearFit,
  type LinearFitOptions,
  type LinearParameters,
  type LinearPlan,
  planLinear,
} from './fit-linear.js';
export { linearLearner, logisticLearner } from './learners.js';
