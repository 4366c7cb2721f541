import type { CommandEntry } from '../../frame/api.js';

/** The service on this machine. */
export const serviceCommands: readonly CommandEntry[] = [
  { name: 'serve', load: async () => (await import('./serve.js')).serveCommand },
  { name: 'demo', load: async () => (await import('./demo.js')).demoCommand },
];
