export { type LabelCaution, labelCautions, type SeenLabels, seenLabels } from './section.js';
