import type { CommandEntry } from '../../frame/api.js';

/** Commands that explain decisions of a model. */
export const explainCommands: readonly CommandEntry[] = [
  { name: 'explain', load: async () => (await import('./explain.js')).explainCommand },
  { name: 'explain check', load: async () => (await import('./explain-check.js')).explainCheckCommand },
  { name: 'explain anchor', load: async () => (await import('./explain-anchor.js')).explainAnchorCommand },
  { name: 'explain slopes', load: async () => (await import('./explain-slopes.js')).explainSlopesCommand },
  { name: 'recourse', load: async () => (await import('./recourse.js')).recourseCommand },
  { name: 'reasons', load: async () => (await import('./reasons.js')).reasonsCommand },
  { name: 'explanation', load: async () => (await import('./explanation.js')).explanationCommand },
];
