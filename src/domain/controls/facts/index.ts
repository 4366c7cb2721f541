export { entryAbout } from './entry-index.js';
export type {
  AccountFact,
  DeploymentFacts,
  EntryFact,
  Evidence,
  StatementFact,
  SystemFacts,
  WaiverFact,
} from './types.js';
