export { explanationEvents, explanationGiven, explanationIssued, explanationsRefused } from './explanation-events.js';
