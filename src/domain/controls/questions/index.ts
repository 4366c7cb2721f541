export {
  type Answers,
  allOf,
  anyOf,
  QUESTIONS,
  type Truth,
  truthIn,
} from './questions.js';
export { questionsOf, screenOf } from './screen.js';
