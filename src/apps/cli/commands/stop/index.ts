import type { CommandEntry } from '../../frame/api.js';

/** Commands of the stop switch. */
export const stopCommands: readonly CommandEntry[] = [
  { name: 'stop list', load: async () => (await import('./stop-list.js')).stopListCommand },
  { name: 'stop decisions', load: async () => (await import('./stop-decisions.js')).stopDecisionsCommand },
  { name: 'stop', load: async () => (await import('./stop.js')).stopCommand },
  { name: 'resume', load: async () => (await import('./resume.js')).resumeCommand },
];
