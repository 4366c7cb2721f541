export { SEARCH_ANSWERS } from './events/index.js';
export {
  enterSearch,
  type RecordedSearch,
  type SearchRecordDeps,
  searchRecordActs,
  searchRecordReasons,
} from './search-records.js';
