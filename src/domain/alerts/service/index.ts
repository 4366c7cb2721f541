export { type AlertLook, Alerts, type ChannelLine } from './alerts.js';
export { type AlertsDeps, openAlerts } from './open-alerts.js';
