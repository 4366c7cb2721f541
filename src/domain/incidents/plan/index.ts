export { demandReadiness, type PlanDemand, planDemandOf, planWanted } from './demand.js';
export { type Dependency, dependenciesOf, type SuspectInput, scopeName, suspectInputs } from './dependencies.js';
export { type Readiness, type RecordedDrill, readinessOf } from './readiness.js';
export type { IncidentPlan, OwnDuty, WantedPlan } from './types.js';
