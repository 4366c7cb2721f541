import type { CommandEntry } from '../../frame/api.js';

/** Commands that register what decides. */
export const registryCommands: readonly CommandEntry[] = [
  { name: 'admin apply', load: async () => (await import('./admin-apply.js')).adminApplyCommand },
];

/** Commands for keys and accounts. */
export const identityCommands: readonly CommandEntry[] = [
  { name: 'admin key', load: async () => (await import('./admin-key.js')).adminKeyCommand },
  { name: 'admin keys', load: async () => (await import('./admin-keys.js')).adminKeysCommand },
  { name: 'admin link', load: async () => (await import('./admin-link.js')).adminLinkCommand },
];

/** Commands for how long decisions are kept. */
export const retentionCommands: readonly CommandEntry[] = [
  { name: 'admin retention', load: async () => (await import('./admin-retention.js')).adminRetentionCommand },
];
