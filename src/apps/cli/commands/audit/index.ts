import type { CommandEntry } from '../../frame/api.js';

/** Commands that audit files and recorded decisions. */
export const auditCommands: readonly CommandEntry[] = [
  { name: 'audit', load: async () => (await import('./audit.js')).auditCommand },
  { name: 'audit data', load: async () => (await import('./audit-data.js')).auditDataCommand },
  { name: 'audit sequence', load: async () => (await import('./audit-sequence.js')).auditSequenceCommand },
  { name: 'why', load: async () => (await import('./why.js')).whyCommand },
  { name: 'consistent', load: async () => (await import('./consistent.js')).consistentCommand },
  { name: 'tally', load: async () => (await import('./tally.js')).tallyCommand },
  { name: 'sql', load: async () => (await import('./sql.js')).sqlCommand },
];
