import type { CommandEntry } from '../../frame/api.js';

/** Commands about what a system does to the world that it learns from: played, and measured in data. */
export const simulateCommands: readonly CommandEntry[] = [
  { name: 'simulate loop', load: async () => (await import('./simulate-loop.js')).simulateLoopCommand },
  { name: 'measure loop', load: async () => (await import('./measure-loop.js')).measureLoopCommand },
];
