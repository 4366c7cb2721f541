export {
  appealAcknowledged,
  appealDecided,
  appealSubmitted,
  caseDrawn,
  caseEvents,
  caseOpened,
  caseSeen,
  clockMissed,
  PLAIN_EVENTS,
} from './case-events.js';
