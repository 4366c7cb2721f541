export { type PrintedKey, printKey } from './keys.js';
export type { OpenIdOptions } from './openid.js';
