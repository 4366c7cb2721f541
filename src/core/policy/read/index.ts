export { lineInPolicy, POLICY_SIZE_LIMIT, type PolicyDocument, readDocument } from './document.js';
export {
  byPosition,
  type Finding,
  formatMistakes,
  type PathPart,
  type PolicyMistake,
  pathText,
  problem,
} from './mistakes.js';
