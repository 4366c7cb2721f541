export { LABEL_METRICS, labelsToExplain, type WrongLabels, type WrongLabelsOptions } from './labels-to-explain.js';
