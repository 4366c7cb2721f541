export { betaLowerTail } from './beta.js';
export { criticalValue, normalTwoSided } from './normal.js';
export { studentCritical, studentTwoSided } from './student.js';
