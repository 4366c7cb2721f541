export { criticalValue, normalTwoSided } from './normal.js';
export { studentCritical } from './student.js';
