export {
  alertEvents,
  alertsAcknowledged,
  alertsEscalated,
  alertsSilenced,
  messageFailed,
  silenceEnded,
} from './alert-events.js';
