import { equalBytes, utf8 } from '../../../core/base/bytes.js';
import type { Keyring, Runtime } from '../../../domain/log/ports/index.js';
import { storeError } from '../engine/fail.js';

/** What rows are sealed with. */
export interface SealDeps {
  readonly keyring: Pick<Keyring, 'indexKey'>;
  readonly runtime: Pick<Runtime, 'hmacSha256'>;
}

/**
 * Keyed hash over every column of a row of a table. Whoever has the database alone makes none, so the service knows its own rows; nor can
 * the hash of one row be put on another.
 */
export class RowSeal {
  readonly #key: Uint8Array;
  readonly #hmac: Runtime['hmacSha256'];
  readonly #table: string;

  constructor(table: string, { keyring, runtime }: SealDeps) {
    this.#table = table;
    this.#key = keyring.indexKey();
    this.#hmac = (key, data) => runtime.hmacSha256(key, data);
  }

  /** Gives the hash of a row, whose columns always come in the same order; bytes come as text, such as hexadecimal. */
  of(row: Readonly<Record<string, unknown>>): Buffer {
    return Buffer.from(this.#hmac(this.#key, utf8(`row of ${this.#table} ${JSON.stringify(row)}`)));
  }

  /** Whether the service wrote this row; one without a hash it did not. */
  isOwn(row: Readonly<Record<string, unknown>>, seal: Uint8Array | null): boolean {
    return seal !== null && equalBytes(seal, this.of(row));
  }
}

/** Error for a row that the service did not write. `name` says which; `mending` what to do with it. */
export const foreignRow = (name: string, mending: string): Error =>
  storeError(
    'STORE_INVALID',
    `the row of ${name} was changed in the database, or is not ours`,
    `Keep a copy of it and find out who writes to the database. ${mending}`,
  );
