import { createHash } from 'node:crypto';
import type { SealedBatch } from '../../../domain/log/ports/index.js';

/** MD5 over the key slots of batches, as PostgreSQL computes it. It detects changes and protects nothing. */
export class SlotsFingerprint {
  readonly #hash = createHash('md5');
  #isEmpty = true;

  add({ seq, payload, attributes }: SealedBatch): void {
    const slots = [payload.page, payload.slot, ...(attributes === null ? [] : [attributes.page, attributes.slot])];
    this.#hash.update(`${this.#isEmpty ? '' : ','}${[seq, ...slots].join('/')}`);
    this.#isEmpty = false;
  }

  finish(): string {
    return this.#hash.digest('hex');
  }
}
