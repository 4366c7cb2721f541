import type { CommandEntry } from '../../frame/api.js';

/** Commands that run recorded decisions again. */
export const replayCommands: readonly CommandEntry[] = [
  { name: 'replay', load: async () => (await import('./replay.js')).replayCommand },
];
