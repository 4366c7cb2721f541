export {
  alertEvents,
  alertsAcknowledged,
  alertsEscalated,
  alertsReleased,
  alertsReleased,
  alertsSilenced,
  messageFailed,
  silenceEnded,
} from './alert-events.js';
