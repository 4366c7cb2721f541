/** Greatest size of a body of records as sent, bytes. 100,000 records of 300 bytes compress to less. */
export const MAX_RECORDS_BODY: number = 32 * 1024 * 1024;

/** Greatest size of a body of records after decompression, bytes; it bounds the cost of a compression bomb. */
export const MAX_DECOMPRESSED: number = 64 * 1024 * 1024;

/** Greatest size of every other body, bytes: documents of the registry, sign-ins. */
export const MAX_SMALL_BODY: number = 1024 * 1024;

/** Greatest depth of nested objects and arrays in a small body. */
export const MAX_DEPTH = 32;

/** Greatest body of a sender without key or session, bytes: names, passwords and answers of passkeys take some hundred. */
export const MAX_STRANGER_BODY: number = 16 * 1024;

/** Bytes of bodies held at once over all requests with a key or a session; beyond them a request is asked to come again. */
export const MAX_BODIES_HELD: number = 256 * 1024 * 1024;

/** Bytes of bodies held at once for all strangers together, so that they cannot take the memory of those with a key. */
export const MAX_STRANGER_BODIES_HELD: number = 4 * 1024 * 1024;

/** Bytes of those that one address, or one network of IPv6, may hold: 16 bodies of the greatest size. */
export const MAX_STRANGER_BODIES_PER_ADDRESS: number = 256 * 1024;

/** Bytes of bodies held at once for all people who have a notice open, so that none of them takes the memory of those with a key. */
export const MAX_PEOPLE_BODIES_HELD: number = 160 * 1024 * 1024;

/** Bytes of those that one notice may hold: a file of the greatest size, with what reading it takes. */
export const MAX_BODIES_PER_NOTICE: number = 48 * 1024 * 1024;

/** Bytes of a stranger's body that are always read, whatever others hold: names, passwords and usual answers of passkeys are shorter. */
export const ALWAYS_READ_BODY: number = 2 * 1024;

/** Time for a body of a sender with a key, ms; it is extended for as long as the body comes at the least rate. */
export const BODY_MS = 60_000;

/** Rate in bytes a second at which a body is read on after that time: a slow line still carries 1 MB within the maximum. */
export const LEAST_BODY_RATE = 4_096;

/** Longest time for which a body is read, ms. */
export const MAX_BODY_MS = 300_000;

/** Time after which Node aborts a request without an explanation, ms; it is later than every answer of the service itself. */
export const REQUEST_TIMEOUT_MS: number = MAX_BODY_MS + 30_000;

/** Time within which the head of a request must be complete, ms; a new connection must send something by then. */
export const HEADERS_TIMEOUT_MS = 10_000;

/** Time between two checks of connections against these two times, ms. */
export const CONNECTIONS_CHECKED_MS = 2_000;

/** Time without further bytes after which a body is given up, ms. */
export const BODY_SILENCE_MS = 15_000;

/** Time for the whole body of a stranger, ms: 16 kB take a second on a slow line. */
export const STRANGER_BODY_MS = 10_000;

/** Number of simultaneous connections of one address, or one network of IPv6, on which no key or session was shown yet. */
export const STRANGER_CONNECTIONS_PER_ADDRESS = 64;

/** A new connection counts against its address only after this time, ms: a key that is sent at once is read by then. */
export const STRANGER_GRACE_MS = 1_500;

/** Number of simultaneous connections of all addresses, however many files may be open. */
export const MAX_CONNECTIONS = 10_000;

/** Time for which a stopping service waits for strangers, ms. */
export const STRANGER_LEAVE_MS = 1_000;

/** Time for which a stopping service waits for requests with a key, ms. Supervisors kill after 10 s (containers) to 90 s (systemd). */
export const LEAVE_MS = 8_000;

/** Number of open files that connections leave free: for database, tiles, segments, audits. */
export const RESERVED_FILES = 256;

/** Time after which a connection without a request is closed, ms; longer than the 60 s of usual proxies, so that they close first. */
export const KEEP_ALIVE_MS = 72_000;

/** Requests a minute of one key or address. A sender of 8,000 single records a second stays below. */
export const REQUESTS_PER_MINUTE = 600_000;

/** Attempts a minute of one address to sign in, and its requests a minute with a wrong key. */
export const ATTEMPTS_PER_MINUTE = 20;

/** Wrong passwords an hour for one name from all addresses: NIST SP 800-63B-4, 3.2.2, allows 100 in a row. */
export const WRONG_PASSWORDS_PER_HOUR = 100;

/** Ceremonies with a passkey that one address may begin in a minute; each has a row for five minutes. */
export const CEREMONIES_PER_MINUTE = 60;

/**
 * Free bytes of the disk below which the service is not ready: PostgreSQL writes its log in files of 16 MiB, and needs some to end well.
 */
export const MIN_FREE_BYTES: number = 64 * 1024 * 1024;

/** Time after a failure of the store for which the service is not ready, so that requests go elsewhere, ms; then the next one tries. */
export const UNREADY_AFTER_FAILURE_MS = 3_000;

/**
 * Time without a new checkpoint over waiting entries after which the service is not ready, ms; usually one comes within a second. A
 * checkpoint that waits for its interval or for witnesses has more.
 */
export const UNPUBLISHED_MS = 30_000;

/** Time after which a busy service asks to be tried again, seconds. */
export const RETRY_AFTER_S = 1;

/** Number of sign-ins under way at an identity provider from one address; a new one replaces the oldest. */
export const DEPARTURES_PER_ADDRESS = 100;

/** Greatest length of an idempotency key, characters. */
export const MAX_IDEMPOTENCY_KEY = 200;
