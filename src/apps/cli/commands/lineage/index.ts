import type { CommandEntry } from '../../frame/api.js';

/** Commands about the data and code that versions were made of. */
export const lineageCommands: readonly CommandEntry[] = [
  { name: 'lineage import', load: async () => (await import('./lineage-import.js')).lineageImportCommand },
  { name: 'lineage shares', load: async () => (await import('./lineage-shares.js')).lineageSharesCommand },
  { name: 'lineage show', load: async () => (await import('./lineage-show.js')).lineageShowCommand },
];
