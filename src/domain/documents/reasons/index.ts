export { renderReasonsHtml } from './reasons-html.js';
