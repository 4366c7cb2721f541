export { alertmanagerChannel } from './alertmanager.js';
export { webhookChannel } from './webhook.js';
