/** The page of a data audit. */
export { renderDataAuditHtml } from './html.js';
