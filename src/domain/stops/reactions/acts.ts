import { defineAct } from '../../acts/index.js';
import { incidentChanged, incidentOpened } from '../../incidents/events/index.js';
import { canaryHeld, reactionDone, reactionScheduled, stopThrown } from '../events/index.js';

/** Carries out what a policy says that an alert, or the calendar, sets off. */
export const reactToAlert = defineAct('alert.react', {
  enters: [stopThrown, canaryHeld, reactionDone, reactionScheduled, incidentOpened, incidentChanged],
});
/** Notes that alerts were looked at, which says nothing of itself. */
export const followAlerts = defineAct('alert.follow', { enters: [] });
