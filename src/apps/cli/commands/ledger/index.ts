import type { CommandEntry } from '../../frame/api.js';

/** Commands that verify, watch and maintain logs. */
export const ledgerCommands: readonly CommandEntry[] = [
  { name: 'verify', load: async () => (await import('./verify.js')).verifyCommand },
  { name: 'ledger monitor', load: async () => (await import('./ledger-monitor.js')).ledgerMonitorCommand },
  { name: 'ledger rotate-key', load: async () => (await import('./ledger-rotate-key.js')).ledgerRotateKeyCommand },
  {
    name: 'ledger accept-rollback',
    load: async () => (await import('./ledger-accept-rollback.js')).ledgerAcceptRollbackCommand,
  },
  { name: 'witness', load: async () => (await import('./witness.js')).witnessCommand },
];
