import type { MonitorStore } from '../../../domain/live-monitor/ports.js';
import { defineStoreRoom } from '../tables/index.js';
import { monitorMigrations } from './migrations/index.js';
import { PostgresMonitorStore } from './monitor-store.js';

/** What the monitor counted, and the states that follow from it. */
export const monitorTables = defineStoreRoom({
  room: 'monitor',
  migrations: monitorMigrations,
  open: ({ sql, keyring, runtime }): { readonly monitor: MonitorStore } => ({
    monitor: new PostgresMonitorStore(sql, { keyring, runtime }),
  }),
});
