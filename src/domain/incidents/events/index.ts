export {
  incidentChanged,
  incidentClosed,
  incidentEvents,
  incidentOpened,
  incidentReopened,
  planSaved,
  reportFiled,
} from './incident-events.js';
