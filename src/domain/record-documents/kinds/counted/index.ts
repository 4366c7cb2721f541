/** People counted by category, for documents that a law asks to be made of counts. */
export { attributeNamed } from './attribute-names.js';
export { type Counted, type CountedGroups, countedGroups, highestRate, impactRatio, rateOf } from './counted-groups.js';
export { leftOut, showsAll, unknownLabel } from './left-out.js';
