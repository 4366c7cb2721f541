import type { CommandEntry } from '../../frame/api.js';

/** Commands that write and check a policy. */
export const policyCommands: readonly CommandEntry[] = [
  { name: 'policy init', load: async () => (await import('./policy-init.js')).policyInitCommand },
  { name: 'policy check', load: async () => (await import('./policy-check.js')).policyCheckCommand },
];
