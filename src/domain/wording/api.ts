/** The sentences about a log, without the words of statistics. */
export { logSentences } from './log-evidence.js';
