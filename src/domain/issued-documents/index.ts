/** Documents that leave the house: kept with their digest, and held against what is so now. */
export {
  type IssuedDeps,
  IssuedDocuments,
  issuedActs,
  type JudgedDocument,
  MOST_LISTED,
} from './issued-documents.js';
