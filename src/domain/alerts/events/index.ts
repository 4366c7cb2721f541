export {
  alertEvents,
  alertsAcknowledged,
  alertsEscalated,
  alertsReleased,
  alertsSilenced,
  messageFailed,
  silenceEnded,
} from './alert-events.js';
