import type { Keyring, Runtime, WaitingEvent } from '../../../domain/log/ports/index.js';
import type { PinnedCheckpoints, PinnedNumbers } from '../../data-folder/index.js';
import type { FileThread } from '../../tile-files/index.js';
import type { Migration } from '../engine/migration.js';
import type { ChangeNotices } from '../engine/notices.js';
import type { Sql } from '../engine/sql-access.js';
import type { Writer } from '../engine/writer.js';

/** Keyed hash of an event that waits. Nobody with the database alone can make it, so no forged row becomes an entry. */
export type EventSeal = (event: WaitingEvent) => Uint8Array;

/** What the stores of a room are opened with: a database that is up to date, and the keys. */
export interface StoreContext {
  readonly sql: Sql;
  /** The only connection that writes the log. */
  readonly writer: Writer;
  /** Notices of changes that other processes made. */
  readonly notices: ChangeNotices;
  /** Path of the data folder. */
  readonly folder: string;
  readonly files: FileThread;
  readonly pinned: PinnedCheckpoints;
  readonly pinnedNumbers: PinnedNumbers;
  readonly keyring: Keyring;
  readonly runtime: Runtime;
  readonly seal: EventSeal;
  /** Whether the stores are those of a transaction, whose writes may never come about; undefined is no. */
  readonly isTransaction?: boolean;
}

/** The tables of a room: its migrations, and the stores over them. */
export interface StoreRoom<Stores extends object = object> {
  /** Name of the room's folder, and the first part of the ids of its migrations. */
  readonly room: string;
  readonly migrations: readonly Migration[];
  readonly open: (context: StoreContext) => Stores;
  /**
   * Steps after migrations, by the id of the migration, that bring up to date what SQL alone cannot. A step that failed or was cut short is
   * done again at the next start, so it must be idempotent; one that has ended is never done again.
   */
  readonly after?: Readonly<Record<string, (context: StoreContext) => Promise<void>>>;
}

/**
 * Declares the tables of a room. Its folder holds the stores and `migrations/`; nothing else names its tables.
 *
 * @example
 * export const caseTables = defineStoreRoom({
 *   room: 'cases',
 *   migrations: casesMigrations,
 *   open: ({ sql }) => ({ cases: new PostgresCaseStore(sql) }),
 * });
 */
export const defineStoreRoom = <Stores extends object>(room: StoreRoom<Stores>): StoreRoom<Stores> => room;

/** All stores of some rooms, each under the name that its room gives it. */
export type StoresOf<Room> = Intersection<Room extends StoreRoom<infer Stores> ? Stores : never>;

type Intersection<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;
