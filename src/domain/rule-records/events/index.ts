export { ruleAttached, ruleBegan, ruleEnded, ruleRecordEvents } from './rule-record-events.js';
