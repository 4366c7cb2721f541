import type { JobRecord, JobStore } from '../../domain/jobs/ports.js';

/** Rows of jobs in memory, for tests. */
export function memoryJobStore(): JobStore {
  const kept = new Map<string, JobRecord>();
  return {
    load: async () => [...kept.values()],
    save: async (records) => {
      for (const record of records) kept.set(record.name, { ...record });
    },
  };
}
