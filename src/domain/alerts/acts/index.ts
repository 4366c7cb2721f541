export { AlertActs, alertActs, unknownAlert, type WantedSilence } from './alert-acts.js';
