export { renderAlternativesHtml } from './page.js';
export {
  answerSentence,
  candidateTitle,
  meanText,
  movedText,
  partsSentence,
  qualityNote,
  qualityWords,
} from './words.js';
