/** Explaining decisions by the files of its version: used where explanations are made, beside the serving path. */

export { makeExplanations, plausibilityOf, reasonsOf, recourseOf, withoutInputs } from './make-explanation.js';
export { Nearness } from './nearness.js';
export { type Basis, demandCompany, groupsIn, openBasis, readSaid } from './open-basis.js';
