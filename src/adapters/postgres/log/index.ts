export { SlotsFingerprint } from './slots-fingerprint.js';
