import type { StoreRoom } from '../../../adapters/postgres/tables/index.js';
import type { Act } from '../../../domain/acts/index.js';
import type { EventType } from '../../../domain/log/events/index.js';
import type { Setting } from '../../../domain/settings/index.js';
import type { CommandEntry } from '../../cli/frame/api.js';
import type { ConfigurationSection } from '../../configuration/index.js';

/**
 * A room of the product: one capability with everything that it brings. These members are loaded with every command of the command line, so
 * they are names only; `load` loads the rest.
 */
export interface Room {
  readonly name: string;
  /** Title of the room's section in generated pages. */
  readonly title: string;
  /** Commands of the command line, each loaded when it is called. */
  readonly commands?: readonly CommandEntry[];
  /** Loads the parts for the service and for generated pages; absent for a room of commands alone. */
  readonly load?: () => Promise<RoomParts>;
}

/** The parts that a room brings to the service. Every member is a list that is joined with those of the other rooms. */
export interface RoomParts {
  /** Events that the room records in the log. */
  readonly events?: readonly EventType[];
  /** Acts of persons. None is done that stands in no list. */
  readonly acts?: readonly Act[];
  /** Entries that come in batches of records and not as events. */
  readonly records?: readonly { readonly type: string; readonly meaning: string }[];
  /** Settings that an administrator may change while the service runs. */
  readonly settings?: readonly Setting[];
  /** Sections of `tribune.yaml` that the room reads: they are fixed while the service runs. */
  readonly configuration?: readonly ConfigurationSection[];
  /** Tables of the room, beside those that every service has. */
  readonly tables?: readonly StoreRoom[];
}

/**
 * Declares a room. Its folder is `src/apps/server/NAME`, its line is in the only list of rooms (`src/apps/rooms/index.ts`).
 *
 * @example
 * export const ledger = defineRoom({
 *   name: 'ledger',
 *   title: 'The logs themselves',
 *   commands: ledgerCommands,
 *   load: async () => (await import('./room.js')).ledgerParts,
 * });
 */
export const defineRoom = (room: Room): Room => room;
