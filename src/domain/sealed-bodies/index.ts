/** What is sealed of a batch: its records with their salts, compressed together and read whole or one alone. */
export { decodeBody, decodeRecord, encodeBody, type PartBody, PartWriter, SALT_BYTES } from './part-body.js';
