export { entryAbout } from './entry-index.js';
export type {
  AccountFact,
  AuditFact,
  DeploymentFacts,
  EntryFact,
  Evidence,
  RecordFact,
  StatementFact,
  SystemFacts,
  WaiverFact,
} from './types.js';
