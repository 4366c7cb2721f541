export { SEARCH_ANSWERS, searchRecordEvents, searchRecorded } from './search-record-events.js';
