export { type Alike, type AlikeOptions, alike, type UnlikePerson } from './alike.js';
export {
  type CausalEffect,
  type Counterfactual,
  type CounterfactualOptions,
  counterfactual,
} from './counterfactual.js';
export type { CausalGraph } from './structure.js';
