/** Explaining one decision by the files of its version: used where explanations are made, beside the serving path. */

export { makeExplanation } from './make-explanation.js';
export { type Basis, openBasis } from './open-basis.js';
