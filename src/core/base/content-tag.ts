import { encodeHex, utf8 } from './bytes.js';
import { canonicalJson } from './canonical-json.js';
import { sha256 } from './sha256.js';

/** Bytes of the hash that a tag has: two contents have the same one once in 2^64 pairs, and nobody gains by such a pair. */
const BYTES = 16;

/** The tag of content by which another one is told apart (an entity tag of RFC 9110, 8.8.3): the same for the same JSON, in whatever order its members stand. */
export const contentTag = (content: object): string =>
  `"${encodeHex(sha256(utf8(canonicalJson(JSON.parse(JSON.stringify(content))))).subarray(0, BYTES))}"`;
