import type { IncidentStore } from '../../../domain/incidents/store/ports.js';
import { defineStoreRoom } from '../tables/index.js';
import { PostgresIncidentStore } from './incident-store.js';
import { incidentMigrations } from './migrations/index.js';

/** Incidents with their timelines, and the plans that exist before them. */
export const incidentTables = defineStoreRoom({
  room: 'incidents',
  migrations: incidentMigrations,
  open: ({ sql, keyring, runtime }): { readonly incidents: IncidentStore } => ({
    incidents: new PostgresIncidentStore(sql, { keyring, runtime }),
  }),
});
