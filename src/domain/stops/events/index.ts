export { drillEnded, reactionDone, stopEvents, stopResumed, stopThrown } from './stop-events.js';
