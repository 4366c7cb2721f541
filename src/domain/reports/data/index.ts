/** What a data audit becomes: a page, a build server's file, a code scanner's log. */
export { renderDataAuditHtml } from './html.js';
export { renderDataAuditJUnit } from './junit.js';
export { renderDataAuditSarif } from './sarif.js';
