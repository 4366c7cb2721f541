export { pause } from './pause.js';
export { pauseMs, retryAfterMs } from './retry.js';
export { serviceUrl } from './service-url.js';
