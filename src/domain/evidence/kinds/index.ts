export { cleanFile, ENDING } from './clean.js';
export type { Cleaned, CleanFile, EvidenceKind, Refusal } from './refusal.js';
