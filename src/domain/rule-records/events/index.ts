export { ruleAttached, ruleRecordEvents } from './rule-record-events.js';
