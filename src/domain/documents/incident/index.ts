/** The report of an incident. */
export { renderIncidentHtml, renderIncidentMarkdown } from './render.js';
export { type IncidentReport, incidentReport } from './report.js';
