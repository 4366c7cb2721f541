export {
  type Answers,
  allOf,
  anyOf,
  QUESTIONS,
  type Question,
  type Truth,
  truthIn,
} from './questions.js';
export { questionsOf, type Screen, screenOf } from './screen.js';
