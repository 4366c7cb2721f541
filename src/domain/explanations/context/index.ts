/** What is explained, opened once for everything that is asked of it. */
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
