export {
  LONGEST_NAME,
  LONGEST_VALUE,
  MOST_DATA,
  MOST_PARAMETERS,
  MOST_SUBJECTS,
  MOST_VERSIONS,
} from './bounds.js';
export { dataId } from './data-id.js';
export { lineageReasons } from './errors.js';
export { FOREIGN_FORMATS, type ForeignFormat, readForeign } from './foreign/index.js';
export { type DataLineage, Lineage, lineageActs, type ToldRun, type VersionLineage } from './lineage.js';
