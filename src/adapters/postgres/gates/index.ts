import type { GateStore } from '../../../domain/gates/ports/index.js';
import { defineStoreRoom } from '../tables/index.js';
import { PostgresGateStore } from './gate-store.js';
import { gateMigrations } from './migrations/index.js';

/** Gates of deployments, with what people did about them. */
export const gateTables = defineStoreRoom({
  room: 'gates',
  migrations: gateMigrations,
  open: ({ sql, keyring, runtime, notices, pinnedNumbers, isTransaction }): { readonly gates: GateStore } => ({
    gates: new PostgresGateStore(sql, {
      ...{ keyring, runtime, notices, pinnedNumbers },
      ...(isTransaction === undefined ? {} : { isTransaction }),
    }),
  }),
});
