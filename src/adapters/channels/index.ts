export { alertmanagerChannel } from './alertmanager.js';
export { emailChannel } from './email.js';
export { PAGERDUTY_URLS, pagerDutyChannel } from './pagerduty.js';
export { slackChannel } from './slack.js';
export { sourceWebhook } from './source-webhook.js';
export { signedWebhook, webhookChannel } from './webhook.js';
