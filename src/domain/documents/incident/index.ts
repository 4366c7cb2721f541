/** The report of an incident: everything that is known, or what an authority asks for. */
export { renderIncidentHtml, renderIncidentMarkdown } from './render.js';
export { type IncidentReport, incidentReport } from './report.js';
export { fillTemplate, templateReport } from './template-report.js';
