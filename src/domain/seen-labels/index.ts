export { type Estimator, estimatorOf } from './estimator.js';
export { type LabelCaution, labelCautions, type SeenLabels, seenLabels } from './section.js';
