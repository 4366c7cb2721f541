import type { CommandEntry } from '../../frame/api.js';

/** Commands that reckon what something will cost. */
export const planCommands: readonly CommandEntry[] = [
  { name: 'plan overhead', load: async () => (await import('./plan-overhead.js')).planOverheadCommand },
  { name: 'plan sums', load: async () => (await import('./plan-sums.js')).planSumsCommand },
];
