import type { DecisionStores } from '../../domain/decisions/ports.js';
import type { RegistryStore } from '../../domain/registry/ports.js';

export interface StoreOptions {
  /** Folder that the service owns: `postgres/`, `keys/`, `ledger/`, `service.lock`. Made if absent. */
  readonly dataDir: string;
  /** A PostgreSQL of your own, `postgres://...`; by default an embedded one in the data folder. */
  readonly databaseUrl?: string;
  /** Needed as root: the embedded PostgreSQL runs as the system user `postgres`, made if absent. */
  readonly createPostgresUser?: boolean;
  /** A key outside the folder that wraps the keyring, 32 bytes: from the environment or a command. */
  readonly rootKey?: Uint8Array;
  /** Told of PostgreSQL's and the store's notices; never holds personal data. */
  readonly onNotice?: (line: string) => void;
}

/** Plain SQL over the pool, for stores of other rooms (identity). Parameters are `$1`, `$2`, ... */
export interface Sql {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  transaction<T>(run: (sql: Sql) => Promise<T>): Promise<T>;
}

export interface Store extends DecisionStores {
  readonly registry: RegistryStore;
  readonly sql: Sql;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  /** Waits for running queries, stops the embedded PostgreSQL, frees the lock. Safe to call twice. */
  close(): Promise<void>;
}

export type OpenStore = (options: StoreOptions) => Promise<Store>;
