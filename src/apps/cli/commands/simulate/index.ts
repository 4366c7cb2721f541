import type { CommandEntry } from '../../frame/api.js';

/** Commands that play what a system does to the world that it learns from. */
export const simulateCommands: readonly CommandEntry[] = [
  { name: 'simulate loop', load: async () => (await import('./simulate-loop.js')).simulateLoopCommand },
];
