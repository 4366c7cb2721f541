import type { StoreRoom } from '../../adapters/postgres/tables/index.js';
import type { AccessTable } from '../../domain/identity/index.js';
import type { CommandEntry } from '../cli/frame/api.js';
import type { ConfigurationSection } from '../configuration/index.js';
import { acts } from '../server/acts/index.js';
import { alerts } from '../server/alerts/index.js';
import { artifacts } from '../server/artifacts/index.js';
import { audits } from '../server/audits/index.js';
import { console } from '../server/console/index.js';
import { controls } from '../server/controls/index.js';
import { decisionSearch } from '../server/decision-search/index.js';
import { decisions } from '../server/decisions/index.js';
import { explanationTelemetry } from '../server/explanation-telemetry/index.js';
import { explanations } from '../server/explanations/index.js';
import { feedbackLoops } from '../server/feedback-loops/index.js';
import { gates } from '../server/gates/index.js';
import { identity } from '../server/identity/index.js';
import { incidents } from '../server/incidents/index.js';
import { intake } from '../server/intake/index.js';
import { learning } from '../server/learning/index.js';
import { ledger } from '../server/ledger/index.js';
import { lineage } from '../server/lineage/index.js';
import { mitigation } from '../server/mitigation/index.js';
import { monitor } from '../server/monitor/index.js';
import { oversight } from '../server/oversight/index.js';
import { planner } from '../server/planner/index.js';
import { recordDocuments } from '../server/record-documents/index.js';
import { registry } from '../server/registry/index.js';
import { remoteModels } from '../server/remote-models/index.js';
import { replays } from '../server/replays/index.js';
import { retention } from '../server/retention/index.js';
import { scenarios } from '../server/scenarios/index.js';
import { service } from '../server/service/index.js';
import { stops } from '../server/stops/index.js';
import { subjects } from '../server/subjects/index.js';
import { systemEnds } from '../server/system-ends/index.js';
import { trainingRows } from '../server/training-rows/index.js';
import type { OpenRoom, Room, RoomContext, RoomParts } from './define/index.js';

/** The rooms of the product, in the order of the help and of generated pages. No other list names them all. */
export const ROOMS: readonly Room[] = [
  audits,
  monitor,
  alerts,
  stops,
  incidents,
  gates,
  oversight,
  scenarios,
  planner,
  systemEnds,
  feedbackLoops,
  trainingRows,
  explanations,
  explanationTelemetry,
  learning,
  mitigation,
  artifacts,
  remoteModels,
  lineage,
  recordDocuments,
  replays,
  service,
  console,
  decisions,
  decisionSearch,
  intake,
  subjects,
  retention,
  registry,
  controls,
  identity,
  acts,
  ledger,
];

/** A room with its loaded parts. */
export type LoadedRoom = Pick<Room, 'name' | 'title'> & RoomParts;

/** Loads the parts of every room. */
export const loadRooms = (rooms: readonly Room[] = ROOMS): Promise<LoadedRoom[]> =>
  Promise.all(rooms.map(async ({ name, title, load }) => ({ name, title, ...(await load?.()) })));

/** Joins the rows of all rooms into the one access table. Throws for rows that cannot be joined. */
export async function accessOf(rooms: readonly LoadedRoom[]): Promise<AccessTable> {
  const { joinAccess } = await import('../../domain/identity/index.js');
  return joinAccess(rooms.flatMap(({ access }) => access ?? []));
}

/** Opens the rooms over the services of the control plane. A room that opens nothing of its own gets these services only. */
export const openRooms = (rooms: readonly LoadedRoom[], context: RoomContext): OpenRoom[] =>
  rooms.map(({ name, routes = [], open }) => ({ name, routes, ...(open?.(context) ?? { deps: context }) }));

/** Gives the sections of `tribune.yaml` that these rooms declare. */
export const sectionsOf = (rooms: readonly LoadedRoom[]): ConfigurationSection[] =>
  rooms.flatMap(({ configuration = [] }) => configuration);

/**
 * Gives the tables of these rooms. A database is opened with the tables of all rooms, as otherwise it would hold some that the program
 * does not know.
 */
export const tablesOf = (rooms: readonly LoadedRoom[]): StoreRoom[] => rooms.flatMap(({ tables = [] }) => tables);

/** Gives the commands of all rooms. Throws for a name that two rooms use. */
export function commandsOf(rooms: readonly Room[]): CommandEntry[] {
  const commands = rooms.flatMap((room) => room.commands ?? []);
  const names = commands.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw new Error(`two rooms bring the command "${twice}"`);
  return commands;
}
