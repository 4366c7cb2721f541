import type { CommandEntry } from '../../frame/api.js';

/** Commands for the bytes of models. */
export const artifactCommands: readonly CommandEntry[] = [
  { name: 'artifact put', load: async () => (await import('./artifact-put.js')).artifactPutCommand },
  { name: 'artifact get', load: async () => (await import('./artifact-get.js')).artifactGetCommand },
  { name: 'artifact list', load: async () => (await import('./artifact-list.js')).artifactListCommand },
  { name: 'artifact check', load: async () => (await import('./artifact-check.js')).artifactCheckCommand },
  { name: 'artifact erase', load: async () => (await import('./artifact-erase.js')).artifactEraseCommand },
];
