export {
  canaryHeld,
  canaryPromoted,
  canaryReleased,
  canaryRolledBack,
  canaryShared,
  canaryStarted,
} from './canary-events.js';
export { drillEnded, reactionDone, stopEvents, stopResumed, stopThrown, trialEnded } from './stop-events.js';
