import type { CommandEntry } from '../../frame/api.js';

/** Commands about the end of a system. */
export const systemCommands: readonly CommandEntry[] = [
  { name: 'system end', load: async () => (await import('./system-end.js')).systemEndCommand },
  { name: 'system announce-end', load: async () => (await import('./change-end.js')).announceEndCommand },
  { name: 'system withdraw-end', load: async () => (await import('./change-end.js')).withdrawEndCommand },
  { name: 'system retire', load: async () => (await import('./change-end.js')).retireCommand },
];
