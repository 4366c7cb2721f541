/** `main` holds decisions and what happens to them; `reads` holds who read payloads, apart because of its volume. */
export type LogName = 'main' | 'reads';
