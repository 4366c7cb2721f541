export { cleanFile, ENDING } from './clean.js';
export type { CleanFile, EvidenceKind, Refusal } from './refusal.js';
