export {
  canaryHeld,
  canaryPromoted,
  canaryReleased,
  canaryRolledBack,
  canaryShared,
  canaryStarted,
} from './canary-events.js';
export {
  drillEnded,
  reactionDone,
  reactionScheduled,
  stopEvents,
  stopResumed,
  stopThrown,
  trialEnded,
} from './stop-events.js';
