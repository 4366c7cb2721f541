export { encodeBody, type PartBody, SALT_BYTES } from '../../sealed-bodies/index.js';
export { derivedKey } from './derived-key.js';
export { erasedMap, isErased } from './erased-map.js';
export { type BatchRecords, FreshBatch, locateRecord, noRecord } from './fresh-batch.js';
export { KeyPages, openPage } from './key-pages.js';
export { MAX_RECORD_BYTES } from './limits.js';
export {
  idAt,
  type OpenDeps,
  type OpenedBatch,
  type OpenedRecord,
  openBatch,
  openedRecord,
} from './open-batch.js';
export { contentOf, idOf, type Records, RecordsBuilder, selectRecords } from './records.js';
export { type BatchFacts, inlineSealer, partAad, sealBatch } from './seal-batch.js';
export type { Part, Sealed, Sealer, SealJob } from './seal-job.js';
export { subjectTag, TAG_BYTES } from './subject-tag.js';
