export { answerInTurn, answerWith } from './answer-with.js';
export { OrderedThread } from './ordered-thread.js';
export { THREAD_OPTIONS } from './thread-options.js';
