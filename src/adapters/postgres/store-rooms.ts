import { actTables } from './acts/index.js';
import { auditTables } from './audits/index.js';
import { decisionTables } from './decisions/index.js';
import { joinMigrations } from './engine/join-migrations.js';
import type { Migration } from './engine/migration.js';
import { erasedDecisionTables } from './erased-decisions/index.js';
import { explanationTables } from './explanations/index.js';
import { identityTables } from './identity/index.js';
import { intakeTables } from './intake/index.js';
import { jobTables } from './jobs/index.js';
import { lineageTables } from './lineage/index.js';
import { logTables } from './log/index.js';
import { registryTables } from './registry/index.js';
import { settingTables } from './settings/index.js';
import type { StoreRoom, StoresOf } from './tables/store-room.js';

/** The keyring as rooms together need it; whoever opens stores names no room. */
export { keyringFor } from './intake/index.js';

/** The rooms whose tables every service has. A room beside them comes with `StoreOptions.rooms`. */
export const STORE_ROOMS = [
  logTables,
  identityTables,
  intakeTables,
  decisionTables,
  registryTables,
  settingTables,
  jobTables,
  actTables,
  auditTables,
  explanationTables,
  lineageTables,
  erasedDecisionTables,
] as const satisfies readonly StoreRoom[];

/** The stores of every service. */
export type RoomStores = StoresOf<(typeof STORE_ROOMS)[number]>;

/** The whole schema, in the order of its making. */
export const migrationsOf = (others: readonly StoreRoom[] = []): Migration[] =>
  joinMigrations([...STORE_ROOMS, ...others].map(({ migrations }) => migrations));
