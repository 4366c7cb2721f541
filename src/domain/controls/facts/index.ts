export { entryAbout } from './entry-index.js';
export type {
  AccountFact,
  AuditFact,
  DeploymentFacts,
  EntryFact,
  Evidence,
  StatementFact,
  SystemFacts,
  VendorFact,
  WaiverFact,
} from './types.js';
