export { renderAlternativesMarkdown } from './markdown.js';
export { renderAlternativesHtml } from './page.js';
export { renderSearchHtml, renderSearchMarkdown } from './search-page.js';
export { candidateName, searchFigures, searchHeadline, shortlistRows } from './search-words.js';
export {
  answerSentence,
  candidateTitle,
  meanText,
  movedText,
  partsSentence,
  qualityNote,
  qualityWords,
} from './words.js';
