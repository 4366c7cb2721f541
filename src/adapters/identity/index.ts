export { boundedHasher } from './bounded-hasher.js';
export { type OpenIdSettings, openIdProvider } from './openid-provider.js';
export { ALGORITHMS, passkeyVerifier } from './passkey-verifier.js';
export { argon2Hasher } from './runtime.js';
