/** Characters of a new password (NIST SP 800-63B: length is what counts; at least 8, we ask for more). */
export const MIN_PASSWORD = 12;

/** Long ones must be allowed, but not without end: a longer one is nobody's. */
export const MAX_PASSWORD = 256;

/** Characters of the name of an account or key. Ours. */
export const MAX_ACCOUNT_NAME = 200;

/** Characters of the name of a passkey. Ours. */
export const MAX_PASSKEY_NAME = 80;

/** Longest life of an API key that ends. Ours. */
export const MAX_KEY_DAYS = 3650;

/** Longest time that the old of two keys works on after a rotation. Ours. */
export const MAX_OVERLAP_DAYS = 30;
