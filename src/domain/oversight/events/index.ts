export {
  appealAcknowledged,
  appealDecided,
  appealSubmitted,
  caseEvents,
  caseOpened,
  caseSeen,
  clockMissed,
  PLAIN_EVENTS,
} from './case-events.js';
