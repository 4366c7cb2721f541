/** Explaining decisions by the files of its version: used where explanations are made, beside the serving path. */

export { makeExplanations } from './make-explanation.js';
export { type Basis, openBasis } from './open-basis.js';
