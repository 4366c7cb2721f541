export { alertmanagerChannel } from './alertmanager.js';
export { emailChannel, personEmail } from './email.js';
export { NoAnswer, privateRefused, publicOnly } from './guarded-post.js';
export { PAGERDUTY_URLS, pagerDutyChannel } from './pagerduty.js';
export { personFolder, removeFromFolder } from './person-folder.js';
export { isPrivateAddress } from './private-address.js';
export { slackChannel } from './slack.js';
export { sourceWebhook } from './source-webhook.js';
export { personWebhook, signedWebhook, webhookChannel } from './webhook.js';
