/**
 * Documents for people. An audit becomes a page, a comment on a pull request, a build server's file and a code scanner's log, all with the
 * same verdict; reasons become a letter, a review and a record of evidence.
 */

export { escapeMarkdown, renderHtml, renderJUnit, renderMarkdown, renderSarif } from '../reports/audit/index.js';
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
