/** What people keep about systems, and where entries stand that controls stand on. */

export { demandSystem } from './base/index.js';
export {
  ControlRecords,
  type ControlRecordsDeps,
  controlActs,
  controlReasons,
} from './control-records.js';
export { followEntries, INDEXED_TYPES, isToldOf, joinEntries } from './following/index.js';
export type { ImportedBody } from './imports/index.js';
export { KEPT_KINDS, type RecordBody, STORED_KINDS } from './kinds/index.js';
export { ownPacksSetting } from './packs/index.js';
export type { WorkshopSummary } from './summary/index.js';
export { MOST_DAYS, type SystemTask, TOLD_DAYS, taskSignals, watchTasks } from './tasks/index.js';
