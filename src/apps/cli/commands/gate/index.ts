import type { CommandEntry } from '../../frame/api.js';

/** Commands of gates. */
export const gateCommands: readonly CommandEntry[] = [
  { name: 'gate status', load: async () => (await import('./gate-status.js')).gateStatusCommand },
  { name: 'gate sign', load: async () => (await import('./gate-sign.js')).gateSignCommand },
  { name: 'gate attest', load: async () => (await import('./gate-attest.js')).gateAttestCommand },
  { name: 'gate waive', load: async () => (await import('./gate-waive.js')).gateWaiveCommand },
  { name: 'gate change', load: async () => (await import('./gate-change.js')).gateChangeCommand },
];
