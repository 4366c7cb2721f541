export { renderAlternativesHtml } from './page.js';
export {
  answerSentence,
  candidateTitle,
  meanText,
  movedText,
  partsSentence,
  qualityWords,
} from './words.js';
