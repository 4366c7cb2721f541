export { type AlertLook, Alerts, type ChannelLine } from './alerts.js';
export { type AlertsDeps, channelSource, openAlerts } from './open-alerts.js';
