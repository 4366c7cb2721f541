export { areaUnderCurve, measure, type Quality } from './measures.js';
