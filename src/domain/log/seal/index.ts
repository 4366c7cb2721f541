export { erasedMap, isErased } from './erased-map.js';
export { KeyPages, openPage } from './key-pages.js';
export { MAX_RECORD_BYTES } from './limits.js';
export { idAt, type OpenDeps, type OpenedBatch, type OpenedRecord, openBatch, openedRecord } from './open-batch.js';
export { encodeBody, type PartBody, SALT_BYTES } from './part-body.js';
export { contentOf, idOf, type Records, RecordsBuilder, selectRecords } from './records.js';
export { type BatchFacts, inlineSealer, partAad, sealBatch } from './seal-batch.js';
export type { Sealed, Sealer, SealJob } from './seal-job.js';
export { subjectTag, TAG_BYTES } from './subject-tag.js';
