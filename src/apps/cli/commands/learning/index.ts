import type { CommandEntry } from '../../frame/api.js';

/** Commands that learn models and score with them. */
export const learningCommands: readonly CommandEntry[] = [
  { name: 'train', load: async () => (await import('./train.js')).trainCommand },
  { name: 'predict', load: async () => (await import('./predict.js')).predictCommand },
];
