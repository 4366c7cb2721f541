import type * as Bindings from '@duckdb/node-bindings';
import type { Api } from './chunk.js';

/** Appends rows to a table, value by value in the order of its columns. */
export class Appender {
  readonly #api: Api;
  readonly #appender: Bindings.Appender;

  constructor(api: Api, appender: Bindings.Appender) {
    this.#api = api;
    this.#appender = appender;
  }

  appendVarchar(value: string): void {
    this.#api.append_varchar(this.#appender, value);
  }

  appendTinyInt(value: number): void {
    this.#api.append_int8(this.#appender, value);
  }

  appendBigInt(value: bigint): void {
    this.#api.append_int64(this.#appender, value);
  }

  appendDouble(value: number): void {
    this.#api.append_double(this.#appender, value);
  }

  appendNull(): void {
    this.#api.append_null(this.#appender);
  }

  endRow(): void {
    this.#api.appender_end_row(this.#appender);
  }

  closeSync(): void {
    this.#api.appender_close_sync(this.#appender);
  }
}
