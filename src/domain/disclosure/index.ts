export { type BandedOutcome, shownOutcome, shownRequirement } from './bands.js';
export { demandGroupsOnly, filterUse, protectedParts, SEES_PERSONS, wordParts } from './parts.js';
export {
  type AuditPart,
  type Bands,
  type FilterUse,
  LEAST_CELL,
  type Protection,
  protectionOf,
  type WordPart,
} from './types.js';
