import type { CommandEntry } from '../../frame/api.js';

/** Commands that inspect models. */
export const modelCommands: readonly CommandEntry[] = [
  { name: 'model inspect', load: async () => (await import('./model-inspect.js')).modelInspectCommand },
  { name: 'model effects', load: async () => (await import('./model-effects.js')).modelEffectsCommand },
  { name: 'model verify', load: async () => (await import('./model-verify.js')).modelVerifyCommand },
  { name: 'model compare', load: async () => (await import('./model-compare.js')).modelCompareCommand },
];
