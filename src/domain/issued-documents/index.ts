/** Documents that leave the house: kept with their digest, and held against what is so now. */
export { type ChangedInput, changedInputs } from './changes.js';
export {
  type IssuedDeps,
  IssuedDocuments,
  issuedActs,
  type JudgedDocument,
  MOST_LISTED,
  type RebuiltDocument,
} from './issued-documents.js';
