/** What people keep about systems, and where entries stand that controls stand on. */

export {
  ControlRecords,
  type ControlRecordsDeps,
  controlActs,
  controlReasons,
  demandSystem,
  type WantedRecord,
} from './control-records.js';
export { entriesOf, followEntries, INDEXED_TYPES, joinEntries } from './following/index.js';
export { KEPT_KINDS, type KeptKind, RECORD_LIMITS, type RecordBody } from './kinds/index.js';
export { type OwnPacks, ownPacksSetting } from './packs/index.js';
export { MOST_DAYS, type SystemTask, TOLD_DAYS, taskSignals, watchTasks } from './tasks/index.js';
