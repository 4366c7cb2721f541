/** What a search for known failures becomes: sentences for a terminal, and a page. */
export { renderFailuresHtml } from './html.js';
export { ANSWER_WORDS, failureSentence, failuresHeadline } from './sentences.js';
