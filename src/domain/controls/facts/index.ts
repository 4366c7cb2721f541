export { entryAbout } from './entry-index.js';
export type {
  AccountFact,
  AuditFact,
  DeploymentFacts,
  EntryFact,
  Evidence,
  StatementFact,
  SystemFacts,
} from './types.js';
