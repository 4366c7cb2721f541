export { AUDIENCES, type Audience } from '../../pages/parts/index.js';
export { renderExplanationHtml } from './explanation-html.js';
export { explanationPage, pageCutoff } from './page-of-context.js';
