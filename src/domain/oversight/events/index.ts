export {
  appealAcknowledged,
  appealDecided,
  appealSubmitted,
  caseDrawn,
  caseEvents,
  caseOpened,
  caseSeen,
  clockMissed,
  decisionsRerun,
  overturnsAlike,
  PLAIN_EVENTS,
  readerTrained,
} from './case-events.js';
