export {
  LONGEST_NAME,
  LONGEST_VALUE,
  MOST_ATTRIBUTES,
  MOST_DATA,
  MOST_GROUPS,
  MOST_PARAMETERS,
  MOST_SUBJECTS,
  MOST_VERSIONS,
} from './base/bounds.js';
export { lineageReasons } from './base/errors.js';
export { dataId } from './data-id.js';
export { LINEAGE_SOURCES } from './events/index.js';
export { FOREIGN_FORMATS, type ForeignFormat, readForeign } from './foreign/index.js';
export { type DataLineage, Lineage, lineageActs, type VersionLineage } from './lineage.js';
export type { ModelShares } from './shares.js';
