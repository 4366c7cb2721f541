import type { CommandEntry } from '../../frame/api.js';

/** Commands that try what is running before it runs. */
export const scenarioCommands: readonly CommandEntry[] = [
  { name: 'test', load: async () => (await import('./test.js')).testCommand },
  { name: 'test failures', load: async () => (await import('./test-failures.js')).testFailuresCommand },
];
