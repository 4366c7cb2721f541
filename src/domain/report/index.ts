/** Every rendering of an audit: a person's page, a pull request's comment, a build server's file, a code scanner's log. One verdict in all. */

export { renderHtml } from './html.js';
export { renderJUnit } from './junit.js';
export { escapeMarkdown, renderMarkdown } from './markdown.js';
export { renderSarif } from './sarif.js';
export { METRICS, type MetricWords, metricWords } from './words/glossary.js';
export { groupLabel } from './words/groups.js';
export {
  basisText,
  boundText,
  estimateText,
  findingText,
  intervalText,
  measureText,
  plainSentence,
  subjectText,
} from './words/sentence.js';
export { EVIDENCE_NOTE, headline, statusWord, VERDICT_WORDS, verdictSentence } from './words/verdict.js';
