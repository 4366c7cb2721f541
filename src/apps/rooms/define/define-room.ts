import type { StoreRoom } from '../../../adapters/postgres/tables/index.js';
import type { EventType } from '../../../domain/log/events/index.js';
import type { Setting } from '../../../domain/settings/index.js';
import type { CommandEntry } from '../../cli/frame/api.js';

/**
 * A room of the product: one capability with everything that it brings. What stands here is loaded with every command of the command
 * line, so it is names alone; the rest comes with `load`.
 */
export interface Room {
  readonly name: string;
  /** Title of its section in the pages made from the declarations. */
  readonly title: string;
  /** Its commands of the command line, each loaded when it is called. */
  readonly commands?: readonly CommandEntry[];
  /** What the service and the generated pages need of it; absent for a room of commands alone. */
  readonly load?: () => Promise<RoomParts>;
}

/** What a room brings to the service. Every member is a list that is joined with those of the other rooms. */
export interface RoomParts {
  /** Entries that it leaves in the log. */
  readonly events?: readonly EventType[];
  /** Entries that come in batches of records and not as events. */
  readonly records?: readonly { readonly type: string; readonly meaning: string }[];
  /** What an administrator may change while the service runs. */
  readonly settings?: readonly Setting[];
  /** Tables of its own, beside those that every service has. */
  readonly tables?: readonly StoreRoom[];
}

/**
 * Declares a room. Its folder is `src/apps/server/NAME`, its line stands in the one list of rooms (`src/apps/rooms/index.ts`).
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
