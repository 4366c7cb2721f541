export { renderEffectsHtml } from './effects-html.js';
