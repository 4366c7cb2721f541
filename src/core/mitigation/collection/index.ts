export { type CollectionPrice, collectionCost, type Span } from './cost.js';
export {
  type CurveOptions,
  type CurvePoint,
  type LearningCurve,
  type PeopleForError,
  peopleForError,
} from './learning-curve.js';
export { type JudgedGroup, type JudgeOptions, type PeopleToJudge, peopleToJudge } from './people-to-judge.js';
