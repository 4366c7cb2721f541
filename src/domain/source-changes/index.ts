/** Changes of decisions by cases, told to where the decisions came from until it is confirmed that they were made. */
export {
  CONFIRM_WITHIN_MS,
  type SourceChange,
  SourceChanges,
  type ToldSource,
} from './source-changes.js';
