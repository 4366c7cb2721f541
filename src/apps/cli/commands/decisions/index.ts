import type { CommandEntry } from '../../frame/api.js';

/** Commands about recorded decisions. */
export const decisionsCommands: readonly CommandEntry[] = [
  { name: 'decision search', load: async () => (await import('./decision-search.js')).decisionSearchCommand },
];
