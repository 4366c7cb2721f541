export {
  alertEnded,
  alertFired,
  alertResolved,
  monitorEvents,
  monitorRenewed,
  monitorUnwatched,
  monitorWatched,
} from './monitor-events.js';
