import { encodeHex } from './bytes.js';

/** A SHA-256 as it is written everywhere: `sha256:` and 64 hexadecimal digits in lower case. */
const DIGEST = /^sha256:[0-9a-f]{64}$/;

export const isDigest = (text: string): boolean => DIGEST.test(text);

/** The text of a digest from the 32 bytes of the hash. */
export const digestText = (hash: Uint8Array): string => `sha256:${encodeHex(hash)}`;
