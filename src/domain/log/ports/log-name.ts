/** `main` holds decisions and later events about them; `reads` holds who read payloads, separately because of its volume. */
export type LogName = 'main' | 'reads';
