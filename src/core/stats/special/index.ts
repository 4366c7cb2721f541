export { criticalValue, normalTwoSided } from './normal.js';
export { studentCritical, studentTwoSided } from './student.js';
