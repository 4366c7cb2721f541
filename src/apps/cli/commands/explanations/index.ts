import type { CommandEntry } from '../../frame/api.js';

/** Commands about explanations of many recorded decisions. */
export const explanationsCommands: readonly CommandEntry[] = [
  { name: 'explanation survey', load: async () => (await import('./explanation-survey.js')).explanationSurveyCommand },
  { name: 'offers check', load: async () => (await import('./offers-check.js')).offersCheckCommand },
];
