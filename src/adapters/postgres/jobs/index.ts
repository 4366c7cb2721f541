import type { JobStore } from '../../../domain/jobs/ports.js';
import { defineStoreRoom } from '../tables/index.js';
import { PostgresJobStore } from './job-store.js';
import { jobsMigrations } from './migrations/index.js';

/** Tables of jobs: when each ran and runs next. */
export const jobTables = defineStoreRoom({
  room: 'jobs',
  migrations: jobsMigrations,
  open: ({ sql }): { readonly jobs: JobStore } => ({ jobs: new PostgresJobStore(sql) }),
});
