export { DIGEST_REACH_MS, type Digest, type DigestNode, dayDigest } from './digest.js';
