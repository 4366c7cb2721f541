/** Bytes of a body of records as sent. 100,000 records of 300 bytes compress to less. */
export const MAX_RECORDS_BODY: number = 32 * 1024 * 1024;

/** Bytes of a body of records after decompression: what a bomb may cost. */
export const MAX_DECOMPRESSED: number = 64 * 1024 * 1024;

/** Bytes of every other body: documents of the registry, sign-ins. */
export const MAX_SMALL_BODY: number = 1024 * 1024;

/** Nested objects and arrays in a small body. */
export const MAX_DEPTH = 32;

/** Bytes of a body of somebody whom no key or session names: names, passwords and answers of passkeys take some hundred. */
export const MAX_STRANGER_BODY: number = 16 * 1024;

/** Bytes of bodies held at once over all requests; more are told to come again. */
export const MAX_BODIES_HELD: number = 256 * 1024 * 1024;

/** The same for all strangers together, so that they cannot take the room of those with a key. */
export const MAX_STRANGER_BODIES_HELD: number = 4 * 1024 * 1024;

/** Of these what one address, or one network of IPv6, may hold: 16 bodies at their most. */
export const MAX_STRANGER_BODIES_PER_ADDRESS: number = 256 * 1024;

/** Bytes of a stranger's body that are read whatever others hold: names, passwords and usual answers of passkeys are shorter. */
export const ALWAYS_READ_BODY: number = 2 * 1024;

/** A body of somebody with a key has this long, ms, and longer as long as it comes at the least rate. */
export const BODY_MS = 60_000;

/** Bytes a second at which a body goes on being read after that: a slow line still carries 1 MB in its time. */
export const LEAST_BODY_RATE = 4_096;

/** No body is read for longer, ms. */
export const MAX_BODY_MS = 300_000;

/** Node cuts a request off after this time, ms, without saying why: later than every answer of our own. */
export const REQUEST_TIMEOUT_MS: number = MAX_BODY_MS + 30_000;

/** The head of a request must be whole within this time, ms; a new connection must say something by then. */
export const HEADERS_TIMEOUT_MS = 10_000;

/** How often connections are held against these two times, ms. */
export const CONNECTIONS_CHECKED_MS = 2_000;

/** A body of which nothing more comes for this long is given up, ms. */
export const BODY_SILENCE_MS = 15_000;

/** The whole body of a stranger, ms: 16 kB take a second on a slow line. */
export const STRANGER_BODY_MS = 10_000;

/** Connections at once of one address, or one network of IPv6, on which no key or session was shown yet. */
export const STRANGER_CONNECTIONS_PER_ADDRESS = 64;

/** A new connection counts against its address only after this time, ms: a key that is sent at once is read by then. */
export const STRANGER_GRACE_MS = 1_500;

/** Connections at once over all, however many files may be open. */
export const MAX_CONNECTIONS = 10_000;

/** At a stop: how long strangers are waited for, ms. */
export const STRANGER_LEAVE_MS = 1_000;

/** At a stop: how long requests of those with a key are waited for, ms. Supervisors kill after 10 s (containers) to 90 s (systemd). */
export const LEAVE_MS = 8_000;

/** Of the files that may be open as many stay free of connections: for database, tiles, segments, audits. */
export const RESERVED_FILES = 256;

/** A connection without a request is closed after this time, ms; longer than the 60 s of usual proxies, so that they close first. */
export const KEEP_ALIVE_MS = 72_000;

/** Requests a minute of one key or address. Single records at 8,000 a second stay below. */
export const REQUESTS_PER_MINUTE = 600_000;

/** Attempts a minute of one address to sign in or to use a wrong key. */
export const ATTEMPTS_PER_MINUTE = 20;

/** Wrong passwords an hour for one name, from wherever: NIST SP 800-63B-4, 3.2.2, allows 100 in a row. */
export const WRONG_PASSWORDS_PER_HOUR = 100;

/** Ceremonies with a passkey that one address may begin in a minute; each keeps a row for five minutes. */
export const CEREMONIES_PER_MINUTE = 60;

/** Below this much left on the disk the service is not ready: PostgreSQL writes its log in files of 16 MiB, and needs some to end well. */
export const MIN_FREE_BYTES: number = 64 * 1024 * 1024;

/** For so long after the store failed a request others are sent elsewhere; then the next one tries, ms. */
export const UNREADY_AFTER_FAILURE_MS = 3_000;

/** Entries that wait for this long while no head comes out: the service is not ready; a head comes within a second, ms. */
export const UNPUBLISHED_MS = 30_000;

/** When a busy service asks to be tried again, seconds. */
export const RETRY_AFTER_S = 1;

/** Sign-ins under way at an identity provider from one address; the oldest gives way. */
export const DEPARTURES_PER_ADDRESS = 100;

/** Characters of an idempotency key. */
export const MAX_IDEMPOTENCY_KEY = 200;
