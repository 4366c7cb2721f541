import type { StopStore } from '../../../domain/stops/model/ports.js';
import type { ReactionStore } from '../../../domain/stops/reactions/ports.js';
import { defineStoreRoom } from '../tables/index.js';
import { stopMigrations } from './migrations/index.js';
import { PostgresReactionStore } from './reaction-store.js';
import { PostgresStopStore } from './stop-store.js';

/** Stops that were thrown, the number of the last change, and what alerts set off. */
export const stopTables = defineStoreRoom({
  room: 'stops',
  migrations: stopMigrations,
  open: ({ sql, keyring, runtime, notices }): { readonly stops: StopStore; readonly reactions: ReactionStore } => ({
    stops: new PostgresStopStore(sql, { keyring, runtime, notices }),
    reactions: new PostgresReactionStore(sql, { keyring, runtime }),
  }),
});
