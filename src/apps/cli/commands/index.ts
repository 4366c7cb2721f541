import type { CommandSpec } from '../spec.js';
import { adminApplyCommand } from './admin-apply.js';
import { adminKeyCommand } from './admin-key.js';
import { adminKeysCommand } from './admin-keys.js';
import { adminLinkCommand } from './admin-link.js';
import { adminRetentionCommand } from './admin-retention.js';
import { auditCommand } from './audit.js';
import { demoCommand } from './demo.js';
import { explainCommand } from './explain.js';
import { explainAnchorCommand } from './explain-anchor.js';
import { explainCheckCommand } from './explain-check.js';
import { ledgerAcceptRollbackCommand } from './ledger-accept-rollback.js';
import { ledgerMonitorCommand } from './ledger-monitor.js';
import { ledgerRotateKeyCommand } from './ledger-rotate-key.js';
import { modelCompareCommand } from './model-compare.js';
import { modelEffectsCommand } from './model-effects.js';
import { modelInspectCommand } from './model-inspect.js';
import { policyCheckCommand } from './policy-check.js';
import { policyInitCommand } from './policy-init.js';
import { reasonsCommand } from './reasons.js';
import { recourseCommand } from './recourse.js';
import { serveCommand } from './serve.js';
import { sqlCommand } from './sql.js';
import { tallyCommand } from './tally.js';
import { verifyCommand } from './verify.js';
import { whyCommand } from './why.js';
import { witnessCommand } from './witness.js';

/** In the order of the help. */
export const COMMANDS: readonly CommandSpec[] = [
  auditCommand,
  whyCommand,
  policyInitCommand,
  policyCheckCommand,
  tallyCommand,
  sqlCommand,
  explainCommand,
  explainCheckCommand,
  explainAnchorCommand,
  recourseCommand,
  reasonsCommand,
  modelInspectCommand,
  modelEffectsCommand,
  modelCompareCommand,
  verifyCommand,
  serveCommand,
  demoCommand,
  adminApplyCommand,
  adminKeyCommand,
  adminRetentionCommand,
  adminKeysCommand,
  adminLinkCommand,
  ledgerMonitorCommand,
  ledgerRotateKeyCommand,
  ledgerAcceptRollbackCommand,
  witnessCommand,
];
