import type { RoomStores } from '../../../adapters/postgres/index.js';
import type { StoreRoom } from '../../../adapters/postgres/tables/index.js';
import type { Clock } from '../../../core/base/clock.js';
import type { Metric } from '../../../core/base/metrics.js';
import type { Reason } from '../../../core/base/reasons.js';
import type { Act, Acts } from '../../../domain/acts/index.js';
import type { Follower } from '../../../domain/followers/index.js';
import type { AccessPart } from '../../../domain/identity/index.js';
import type { Job } from '../../../domain/jobs/index.js';
import type { EventType } from '../../../domain/log/events/index.js';
import type { Setting } from '../../../domain/settings/index.js';
import type { CommandEntry } from '../../cli/frame/api.js';
import type { ConfigurationSection, ServiceConfiguration } from '../../configuration/index.js';
import type { ServerDeps } from '../../server/base/index.js';
import type { Route, RouteSet, ServerSide, SubjectOf } from '../../server/http/index.js';
import type { ServiceMaker } from './make-services.js';

/**
 * A room of the product: one capability with everything that belongs to it. These members are loaded with every command of the command
 * line, so they hold little; `load` loads the rest.
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
  /** Acts of persons. An act that stands in no list cannot be done. */
  readonly acts?: readonly Act[];
  /** Followers that read the log on and on for the room. */
  // biome-ignore lint/suspicious/noExplicitAny: each follower writes to the stores of its own room, and the list holds them all.
  readonly followers?: readonly Follower<any>[];
  /** Entries that come in batches of records and not as events. */
  readonly records?: readonly { readonly type: string; readonly meaning: string }[];
  /** Settings that an administrator may change while the service runs. */
  readonly settings?: readonly Setting[];
  /** Sections of `tribune.yaml` that the room reads: they are fixed while the service runs. */
  readonly configuration?: readonly ConfigurationSection[];
  /** Tables of the room, beside those that every service has. */
  readonly tables?: readonly StoreRoom[];
  /** Reasons of its errors, each of one code. */
  readonly reasons?: readonly Reason[];
  /** Rows of the access table, and the relations of callers to the objects of the room. */
  readonly access?: AccessPart;
  /** Routes of the room, from which the OpenAPI description, the types of the client and the tests of access are made. */
  readonly routes?: readonly Route<unknown>[];
  /** Makes the services of the room that others use as well, with their jobs, over the store and the logs. */
  readonly services?: NonNullable<ServiceMaker['services']>;
  /** Opens what only the routes of the room need. */
  readonly open?: (context: RoomContext) => OpenedParts<unknown>;
}

/** What a room may use: the services of the control plane, its own tables, the acts of persons, and the clock. */
export interface RoomContext extends ServerDeps {
  readonly clock: Clock;
  /** Path of the data folder. */
  readonly dataDir: string;
  /** The configuration from `tribune.yaml`, flags and environment; a room reads the sections that it declares. */
  readonly configuration: Pick<ServiceConfiguration, 'read'>;
  /** Gives the stores over the room's own tables. */
  readonly storesOf: <Stores extends object>(tables: StoreRoom<Stores>) => Stores;
  /** Performs acts of persons on the state of the room and records the entry of each. */
  readonly acts: Acts<RoomStores>;
  /** Receives errors that occur outside requests. */
  readonly onProblem: (cause: Error) => void;
}

/** What a room provides once it is opened. */
export interface OpenedParts<Deps> {
  /** The dependencies with which its routes are called. */
  readonly deps: Deps;
  readonly jobs?: readonly Job[];
  readonly metrics?: readonly Metric[];
  /** Receives the HTTP server before it accepts requests; throws where the server's options cannot be fulfilled. */
  readonly serve?: (server: ServerSide) => void;
  /** Finds who sends a request to a route of people decided about, such as by a notice that they opened; null for nobody. */
  readonly subjectOf?: SubjectOf;
  /** Starts the room's work outside requests, when the server begins to accept requests. */
  readonly start?: () => Promise<void>;
  /** Ends the work that `start` began. */
  readonly stop?: () => Promise<void>;
}

/** An opened room with its routes, its dependencies and its declarations. */
export type OpenRoom = RouteSet & Omit<OpenedParts<unknown>, 'deps'> & { readonly name: string };

/**
 * Declares a room. Its folder is `src/apps/server/NAME`, and `src/apps/rooms/index.ts` lists it, which is the only list of rooms.
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

/** Declares the parts of a room. Its routes get what the room opens, or the services of the control plane alone. */
export const defineParts = <Deps = RoomContext>(
  parts: Omit<RoomParts, 'routes' | 'open'> & {
    readonly routes?: readonly Route<NoInfer<Deps>>[];
    readonly open?: (context: RoomContext) => OpenedParts<Deps>;
  },
): RoomParts => parts;
