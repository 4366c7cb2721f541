import type { CommandEntry } from '../../frame/api.js';

/** Commands about requests for a retraining or recalibration. */
export const trainingCommands: readonly CommandEntry[] = [
  { name: 'training list', load: async () => (await import('./training-list.js')).trainingListCommand },
  { name: 'training fetch', load: async () => (await import('./training-fetch.js')).trainingFetchCommand },
];
