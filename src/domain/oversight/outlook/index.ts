export { type CaseOutlook, outlookOf } from './outlook.js';
