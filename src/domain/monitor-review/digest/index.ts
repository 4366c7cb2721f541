export { type Digest, type DigestNode, dayDigest, digestReach, fleetEvidence } from './digest.js';
