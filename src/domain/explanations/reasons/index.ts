/** Reasons of one decision, and the changes that would have led to another. */
export {
  DEFAULT_SEED,
  type ReasonsRecourse,
  type ReasonsRequest,
  reasonsDocument,
  reasonsFor,
  recourseBeside,
} from './reasons.js';
export { type ReasonsViewRequest, reasonsView } from './view.js';
