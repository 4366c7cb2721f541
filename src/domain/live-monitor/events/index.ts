export {
  alertEnded,
  alertFired,
  alertResolved,
  monitorEvents,
  monitorUnwatched,
  monitorWatched,
} from './monitor-events.js';
