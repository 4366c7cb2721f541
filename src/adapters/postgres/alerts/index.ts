import type { AlertStore } from '../../../domain/alerts/ports.js';
import { defineStoreRoom } from '../tables/index.js';
import { PostgresAlertStore } from './alert-store.js';
import { alertMigrations } from './migrations/index.js';

/** Alerts, the messages about them, and silences. */
export const alertTables = defineStoreRoom({
  room: 'alerts',
  migrations: alertMigrations,
  open: ({ sql, writer, keyring, runtime }): { readonly alerts: AlertStore } => ({
    alerts: new PostgresAlertStore(sql, { writer, keyring, runtime }),
  }),
});
