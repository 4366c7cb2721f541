import type { CommandEntry } from '../../frame/api.js';

/** Commands about the review of decisions by people. */
export const casesCommands: readonly CommandEntry[] = [
  { name: 'cases simulate', load: async () => (await import('./cases-simulate.js')).casesSimulateCommand },
  { name: 'cases paradox', load: async () => (await import('./cases-paradox.js')).casesParadoxCommand },
];
