export { statementOfReasons } from './statement-of-reasons.js';
