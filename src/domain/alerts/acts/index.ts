export { AlertActs, alertActs, unknownAlert } from './alert-acts.js';
