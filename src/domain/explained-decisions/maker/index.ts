/** Making explanations and keeping them, whoever asks: a reader, or the queue. */

export { type Issued, issue, issueExplanation } from './issue.js';
export { basisOf, ExplanationMaker, type MakerDeps, type Making } from './maker.js';
