export { type Digest, type DigestNode, dayDigest, digestReach } from './digest.js';
