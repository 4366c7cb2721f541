import type { CommandEntry } from '../frame/spec.js';

/**
 * Every command by its name, in the order of the help. A command is imported only when it is asked for: the parts of all of them together
 * (web server, database driver, engines) take several times as long to load as a small audit takes to run.
 */
export const COMMAND_ENTRIES: readonly CommandEntry[] = [
  { name: 'audit', load: async () => (await import('./audit/audit.js')).auditCommand },
  { name: 'why', load: async () => (await import('./audit/why.js')).whyCommand },
  { name: 'policy init', load: async () => (await import('./policy/policy-init.js')).policyInitCommand },
  { name: 'policy check', load: async () => (await import('./policy/policy-check.js')).policyCheckCommand },
  { name: 'tally', load: async () => (await import('./audit/tally.js')).tallyCommand },
  { name: 'sql', load: async () => (await import('./audit/sql.js')).sqlCommand },
  { name: 'explain', load: async () => (await import('./explain/explain.js')).explainCommand },
  { name: 'explain check', load: async () => (await import('./explain/explain-check.js')).explainCheckCommand },
  { name: 'explain anchor', load: async () => (await import('./explain/explain-anchor.js')).explainAnchorCommand },
  { name: 'recourse', load: async () => (await import('./explain/recourse.js')).recourseCommand },
  { name: 'reasons', load: async () => (await import('./explain/reasons.js')).reasonsCommand },
  { name: 'model inspect', load: async () => (await import('./model/model-inspect.js')).modelInspectCommand },
  { name: 'model effects', load: async () => (await import('./model/model-effects.js')).modelEffectsCommand },
  { name: 'model compare', load: async () => (await import('./model/model-compare.js')).modelCompareCommand },
  { name: 'verify', load: async () => (await import('./ledger/verify.js')).verifyCommand },
  { name: 'serve', load: async () => (await import('./service/serve.js')).serveCommand },
  { name: 'demo', load: async () => (await import('./service/demo.js')).demoCommand },
  { name: 'admin apply', load: async () => (await import('./admin/admin-apply.js')).adminApplyCommand },
  { name: 'admin key', load: async () => (await import('./admin/admin-key.js')).adminKeyCommand },
  { name: 'admin retention', load: async () => (await import('./admin/admin-retention.js')).adminRetentionCommand },
  { name: 'admin keys', load: async () => (await import('./admin/admin-keys.js')).adminKeysCommand },
  { name: 'admin link', load: async () => (await import('./admin/admin-link.js')).adminLinkCommand },
  { name: 'ledger monitor', load: async () => (await import('./ledger/ledger-monitor.js')).ledgerMonitorCommand },
  {
    name: 'ledger rotate-key',
    load: async () => (await import('./ledger/ledger-rotate-key.js')).ledgerRotateKeyCommand,
  },
  {
    name: 'ledger accept-rollback',
    load: async () => (await import('./ledger/ledger-accept-rollback.js')).ledgerAcceptRollbackCommand,
  },
  { name: 'witness', load: async () => (await import('./ledger/witness.js')).witnessCommand },
];
