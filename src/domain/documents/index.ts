/**
 * What people read. Of an audit: a person's page, a pull request's comment, a build server's file, a code scanner's log, one verdict in all.
 * Of reasons: the letter, the review, the evidence.
 */

export {
  basisText,
  boundText,
  EVIDENCE_NOTE,
  estimateText,
  findingText,
  groupLabel,
  headline,
  intervalText,
  METRICS,
  type MetricWords,
  measureText,
  metricWords,
  plainSentence,
  statusWord,
  subjectText,
  VERDICT_WORDS,
  verdictSentence,
} from '../wording/index.js';
export { renderReasonsHtml } from './reasons/reasons-html.js';
export { renderHtml } from './report/html.js';
export { renderJUnit } from './report/junit.js';
export { escapeMarkdown, renderMarkdown } from './report/markdown.js';
export { renderSarif } from './report/sarif.js';
