export { AfterView, type AskDeps, type SimilarClosed } from './after-view.js';
