export { type Dependency, dependenciesOf, type SuspectInput, scopeName, suspectInputs } from './dependencies.js';
export { type PlanGap, type Readiness, type RecordedDrill, readinessOf } from './readiness.js';
export type { Consumer, IncidentPlan, OwnDuty, WantedPlan } from './types.js';
