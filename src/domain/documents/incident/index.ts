/** The report of an incident. */
export { renderIncidentHtml, renderIncidentMarkdown } from './render.js';
export { type IncidentReport, type IncidentReportInput, incidentReport, type ReportLine } from './report.js';
