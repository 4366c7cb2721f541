import type { CommandEntry } from '../../frame/api.js';

/** Commands that run the service on this machine. */
export const serviceCommands: readonly CommandEntry[] = [
  { name: 'serve', load: async () => (await import('./serve.js')).serveCommand },
  { name: 'demo', load: async () => (await import('./demo.js')).demoCommand },
];
