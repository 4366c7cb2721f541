export { answerWith } from './answer-with.js';
export { OrderedThread } from './ordered-thread.js';
export { threadOptions } from './thread-options.js';
