import { changeIncident } from './change-incident.js';
import { closeIncident, reopenIncident } from './close.js';
import { holdDecision } from './hold-decision.js';
import { openIncident } from './open.js';
import { savePlan } from './save-plan.js';

export { type ChangeRequest, changeOne, unknownIncident } from './change-incident.js';
export { applyChange, type IncidentChange } from './changes.js';
export { closeOne, closingNeeds, reopenOne, type WantedClosing } from './close.js';
export { type DemandPlans, demandPlansBy } from './demand-plans.js';
export type { Freezer } from './freeze.js';
export { holdDecision, linkHeld } from './hold-decision.js';
export {
  type IncidentStores,
  joinOrOpen,
  openIncident,
  openWithin,
  planFor,
  type WantedIncident,
} from './open.js';
export { type SavedPlan, saveOne, savePlansWithin } from './save-plan.js';
export { concerning, demandScope, deploymentsIn, jurisdictionsOf, systemOf } from './scope.js';
export { type Told, withNoted } from './timeline.js';

/** Acts of persons on incidents and their plans. */
export const incidentActs = [
  savePlan,
  openIncident,
  changeIncident,
  holdDecision,
  closeIncident,
  reopenIncident,
] as const;
