/** Ends of systems: who still depends on one, from when on it decides nothing more, and what must be over before it is retired. */
export { systemEndEvents } from './events.js';
export { KnownEnds } from './known-ends.js';
export {
  DEPENDENT_KINDS,
  type Dependent,
  type DependentKind,
  type Dependents,
  type SystemEnd,
  systemEndReasons,
} from './model.js';
export type { SystemEndStore } from './ports.js';
export { type ShownEnd, SystemEnds, type SystemEndsDeps, systemEndActs } from './system-ends.js';
