export {
  EXPLANATION_VIEWS,
  type ExplanationAudience,
  type ExplanationPage,
  type PageCutoff,
  renderExplanationHtml,
} from './explanation-html.js';
