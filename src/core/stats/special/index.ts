export { betaLowerTail } from './beta.js';
export { criticalValue, normalQuantile, normalTwoSided } from './normal.js';
export { studentCritical, studentTwoSided } from './student.js';
