export { entryAbout } from './entry-index.js';
export type {
  AccountFact,
  AuditFact,
  DeploymentFacts,
  EntryFact,
  Evidence,
  StatementFact,
  SystemFacts,
  WaiverFact,
} from './types.js';
