/** Every rendering of an audit: a person's page, a pull request's comment, a build server's file, a code scanner's log. One verdict in all. */
export { METRICS, type MetricWords, metricWords } from './glossary.js';
export { groupLabel } from './groups.js';
export { renderHtml } from './html.js';
export { renderJUnit } from './junit.js';
export { escapeMarkdown, renderMarkdown } from './markdown.js';
export { renderSarif } from './sarif.js';
export {
  basisText,
  boundText,
  estimateText,
  findingText,
  intervalText,
  measureText,
  plainSentence,
  subjectText,
} from './sentence.js';
export { EVIDENCE_NOTE, headline, statusWord, VERDICT_WORDS, verdictSentence } from './verdict.js';
