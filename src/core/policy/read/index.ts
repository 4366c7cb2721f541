export { POLICY_SIZE_LIMIT, type PolicyDocument, readDocument } from './document.js';
export type { PathPart } from './mistakes.js';
