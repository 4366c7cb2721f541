/** The model, data and rows to explain, opened once for all questions about them. */
export { answerLater } from './answer-later.js';
export {
  type ContextRequest,
  type ExplanationContext,
  type GivenModel,
  openContext,
  ROWS_SHOWN,
  withModel,
} from './open-context.js';
export { oneOutput } from './outputs.js';
export { roundsOf } from './rounds.js';
