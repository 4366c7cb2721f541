import type { CommandEntry } from '../../frame/api.js';

/** Commands for models behind a network. */
export const remoteModelCommands: readonly CommandEntry[] = [
  { name: 'model pin', load: async () => (await import('./model-pin.js')).modelPinCommand },
  { name: 'model canaries', load: async () => (await import('./model-canaries.js')).modelCanariesCommand },
];
