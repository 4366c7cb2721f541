/**
 * What people read. Of an audit: a person's page, a pull request's comment, a build server's file, a code scanner's log, one verdict in all.
 * Of reasons: the letter, the review, the evidence.
 */

export { renderReasonsHtml } from './reasons/reasons-html.js';
export { renderHtml } from './report/html.js';
export { renderJUnit } from './report/junit.js';
export { escapeMarkdown, renderMarkdown } from './report/markdown.js';
export { renderSarif } from './report/sarif.js';
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
