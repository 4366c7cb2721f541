export { AUDIENCES, type Audience } from '../parts/audience.js';
export { renderExplanationHtml } from './explanation-html.js';
export { explanationPage, pageCutoff } from './page-of-context.js';
