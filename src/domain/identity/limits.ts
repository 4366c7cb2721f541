/** Least number of characters of a new password. NIST SP 800-63B asks for at least 8, as length is what counts; we ask for more. */
export const MIN_PASSWORD = 12;

/** Greatest number of characters of a password. Long ones must be allowed, but hashing needs a bound; nobody uses longer ones. */
export const MAX_PASSWORD = 256;

/** Greatest number of characters of the name of an account or key. Ours. */
export const MAX_ACCOUNT_NAME = 200;

/** Greatest number of characters of the name of a passkey. Ours. */
export const MAX_PASSKEY_NAME = 80;

/** Longest life of an API key that expires, days. Ours. */
export const MAX_KEY_DAYS = 3650;

/** Longest time for which the old key works on after a rotation, days. Ours. */
export const MAX_OVERLAP_DAYS = 30;
