export { pause } from './pause.js';
export { retryAfterMs } from './retry.js';
export { serviceUrl } from './service-url.js';
