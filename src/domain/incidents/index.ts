/** Incidents: the plan that exists before one, what happens in it, the clocks of duties, and how it ends. */
export {
  closingNeeds,
  type DemandPlans,
  demandPlansBy,
  type Freezer,
  type IncidentStores,
  incidentActs,
  planFor,
  savePlansWithin,
  systemOf,
} from './acts/index.js';
export { clockStatus, DATED_DUTIES, type Duty, isInForce, watchClocks } from './duties/index.js';
export { followIncidents } from './following/index.js';
export { type AlertReason, Incidents, type IncidentsDeps, type PlanLine } from './incidents.js';
export {
  CAUSE_NAMES,
  CAUSES,
  type DutyClock,
  FACT_NAMES,
  FACTS,
  INCIDENT_LIMITS,
  INCIDENT_ROLE_NAMES,
  INCIDENT_ROLES,
  INCIDENT_SEVERITIES,
  INCIDENT_STATES,
  type Incident,
  type IncidentScope,
  LINK_KINDS,
  type LinkKind,
  NEXT_STATES,
  type TimelineItem,
} from './model/index.js';
export {
  type IncidentPlan,
  planWanted,
  type Readiness,
  readinessOf,
  type SuspectInput,
  scopeName,
  type WantedPlan,
} from './plan/index.js';
export {
  REPORT_TEMPLATES,
  type RecordName,
  type ReportTemplate,
  statementKey,
  type TemplateField,
  templateOf,
} from './templates/index.js';
