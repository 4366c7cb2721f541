/** Audits and logs in words: the same sentence for terminal, page, pull request and build server. */

export { printedAmount } from './amounts.js';
export { isLevelChange } from './change-sentence.js';
export { conditionalSentence, simpsonSentence, unknownStratumText } from './conditional.js';
export { findingText } from './finding-text.js';
export { columnHead, differenceUnit, measureLabel, metricKey, metricWords } from './glossary.js';
export {
  amountUnit,
  attributeSets,
  byLabel,
  findGroup,
  groupInText,
  groupLabel,
  groupsOf,
  isUnknown,
  keyText,
  sameBy,
  UNKNOWN,
  usualMetric,
} from './groups.js';
export { INEQUALITY_METHOD, inequalitySentence, shareBetween } from './inequality.js';
export { logSentences } from './log-evidence.js';
export { METRICS, type MetricWords } from './metric-words.js';
export { auditedHead, auditedWord, evidenceOf, peopleText } from './people.js';
export { differenceText, listText, sizeText } from './phrases.js';
export {
  allowedEnds,
  basisText,
  boundText,
  boundValueText,
  estimateText,
  intervalText,
  isChange,
  measureText,
  sentenceCase,
  spanText,
  subjectText,
  unitOf,
} from './requirement-text.js';
export { ruleSentences, rulesOf } from './rule-effect.js';
export { isStriking, looksAcross, scanMethod, scanSentence } from './scan.js';
export { plainSentence } from './sentence.js';
export { requirementSentences, unknownPeople, unknownSentence } from './unknown.js';
export { cutoffSentence, utilityRangeSentence, utilitySentence } from './utility.js';
export { isValue } from './value-sentence.js';
export { EVIDENCE_NOTE, headline, statusWord, VERDICT_WORDS, verdictSentence } from './verdict.js';
export { distanceWords, qualityWords } from './watch-words.js';
