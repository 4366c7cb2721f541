import type { CommandEntry } from '../../frame/api.js';

/** Commands that lead from a failing audit to alternatives. */
export const mitigationCommands: readonly CommandEntry[] = [
  { name: 'mitigate', load: async () => (await import('./mitigate.js')).mitigateCommand },
  { name: 'search', load: async () => (await import('./search.js')).searchCommand },
  { name: 'search record', load: async () => (await import('./search-record.js')).searchRecordCommand },
  { name: 'collect', load: async () => (await import('./collect.js')).collectCommand },
  { name: 'thresholds', load: async () => (await import('./thresholds.js')).thresholdsCommand },
  { name: 'individual', load: async () => (await import('./individual.js')).individualCommand },
  { name: 'rule attach', load: async () => (await import('./rule-attach.js')).ruleAttachCommand },
  { name: 'rule list', load: async () => (await import('./rule-list.js')).ruleListCommand },
  { name: 'rule end', load: async () => (await import('./rule-list.js')).ruleEndCommand },
  { name: 'apply', load: async () => (await import('./apply.js')).applyCommand },
];
