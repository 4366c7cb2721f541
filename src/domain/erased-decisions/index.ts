/** What other rooms hold about decisions ends with them: each erasure names its decisions, and only those are looked for. */
export { type Ending, endErased, followErasures } from './follow-erasures.js';
export type { ErasedDecisionStore } from './ports.js';
