export { renderEffectsHtml } from './effects-html.js';
export { effectsPage } from './page-of-run.js';
