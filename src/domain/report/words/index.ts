export { logSentences } from './log-evidence.js';
export { allowedEnds } from './sentence.js';
