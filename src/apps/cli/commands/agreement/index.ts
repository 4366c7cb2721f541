import type { CommandEntry } from '../../frame/api.js';

/** Commands about what takes two persons, and what one did alone in need. */
export const agreementCommands: readonly CommandEntry[] = [
  { name: 'agreement list', load: async () => (await import('./agreement-list.js')).agreementListCommand },
  { name: 'agreement propose', load: async () => (await import('./agreement-propose.js')).agreementProposeCommand },
  { name: 'agreement confirm', load: async () => (await import('./agreement-settle.js')).agreementConfirmCommand },
  { name: 'agreement refuse', load: async () => (await import('./agreement-settle.js')).agreementRefuseCommand },
  { name: 'agreement alone', load: async () => (await import('./break-glass.js')).breakGlassCommand },
  { name: 'agreement review', load: async () => (await import('./break-glass.js')).breakGlassReviewCommand },
];
