export {
  EXPLANATION_VIEWS,
  type ExplanationAudience,
  renderExplanationHtml,
} from './explanation-html.js';
export { explanationPage, pageCutoff } from './page-of-context.js';
