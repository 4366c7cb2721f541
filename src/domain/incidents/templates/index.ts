/** What authorities ask to be told of an incident, as dated data. */
export {
  REPORT_TEMPLATES,
  type RecordName,
  type ReportTemplate,
  statedField,
  statementKey,
  type TemplateField,
  templateOf,
} from './templates.js';
