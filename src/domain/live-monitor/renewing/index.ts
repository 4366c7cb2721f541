/** What becomes of an epoch whose policy this version watches by another plan than the version before. */

export { firingChanges } from './firing-changes.js';
export { isOfOtherPlan, NO_PLAN } from './other-plan.js';
