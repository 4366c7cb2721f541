import type { ArmStore, CanaryStore } from '../../../domain/stops/canaries/ports.js';
import type { DecidedStore } from '../../../domain/stops/decided/ports.js';
import type { StopStore } from '../../../domain/stops/model/ports.js';
import type { ReactionStore } from '../../../domain/stops/reactions/ports.js';
import { defineStoreRoom } from '../tables/index.js';
import { PostgresArmStore } from './arm-store.js';
import { PostgresCanaryStore } from './canary-store.js';
import { PostgresDecidedStore } from './decided-store.js';
import { stopMigrations } from './migrations/index.js';
import { PostgresReactionStore } from './reaction-store.js';
import { PostgresStopStore } from './stop-store.js';

interface StopStores {
  readonly stops: StopStore;
  readonly canaries: CanaryStore;
  readonly canaryArms: ArmStore;
  readonly reactions: ReactionStore;
  readonly decidedWhileStopped: DecidedStore;
}

/** Stops that were thrown, versions that are tried out, the number of the last change, what alerts set off, and what was decided meanwhile. */
export const stopTables = defineStoreRoom({
  room: 'stops',
  migrations: stopMigrations,
  open: ({ sql, keyring, runtime, notices }): StopStores => ({
    stops: new PostgresStopStore(sql, { keyring, runtime, notices }),
    canaries: new PostgresCanaryStore(sql, { keyring, runtime }),
    canaryArms: new PostgresArmStore(sql, { keyring, runtime }),
    reactions: new PostgresReactionStore(sql, { keyring, runtime }),
    decidedWhileStopped: new PostgresDecidedStore(sql, { keyring, runtime }),
  }),
});
