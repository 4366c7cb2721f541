export { boundedHasher } from './bounded-hasher.js';
export { argon2Hasher } from './machine.js';
export { type OpenIdSettings, openIdProvider } from './openid-provider.js';
export { ALGORITHMS, passkeyVerifier } from './passkey-verifier.js';
