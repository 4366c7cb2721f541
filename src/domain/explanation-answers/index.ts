/** What people say of the explanation that they were given: whether they understood it, and what in it is wrong, checked. */

export { type Answer, type Check, openAnswer, UNDERSTOOD, type Understood } from './answer.js';
export { answerExplanation, ExplanationAnswers } from './explanation-answers.js';
