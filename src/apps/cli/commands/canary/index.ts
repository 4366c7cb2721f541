import type { CommandEntry } from '../../frame/api.js';

/** Commands of canaries. */
export const canaryCommands: readonly CommandEntry[] = [
  { name: 'canary start', load: async () => (await import('./canary-start.js')).canaryStartCommand },
  { name: 'canary status', load: async () => (await import('./canary-status.js')).canaryStatusCommand },
  { name: 'canary share', load: async () => (await import('./canary-changes.js')).canaryShareCommand },
  { name: 'canary hold', load: async () => (await import('./canary-changes.js')).canaryHoldCommand },
  { name: 'canary release', load: async () => (await import('./canary-changes.js')).canaryReleaseCommand },
  { name: 'canary promote', load: async () => (await import('./canary-changes.js')).canaryPromoteCommand },
  { name: 'canary rollback', load: async () => (await import('./canary-changes.js')).canaryRollbackCommand },
];
