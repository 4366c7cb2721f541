/** Proposals of a policy: the roles of columns guessed from their names and values, and the policy written for them. */
export { isAttributeName } from './attribute-names.js';
export { guessMembership, type MembershipGuess } from './guess-membership.js';
export { guessOutcomes, missingWords, type OutcomeGuess } from './guess-outcome.js';
export {
  type BinaryRole,
  type ColumnProfile,
  type ColumnRoles,
  guessRoles,
  overlookedAttributes,
  type ToldRoles,
} from './guess-roles.js';
export { guessSeenFor, type SeenLabels } from './guess-seen.js';
export { type AmountRole, unitColumnOf, writeAmountPolicy } from './propose-amounts.js';
export {
  type AttributeEvidence,
  type ProposalOptions,
  type RatePower,
  weighAttribute,
  writePolicy,
} from './propose-policy.js';
export { guessRanking, type RankingGuess, writeRankingPolicy } from './propose-rankings.js';
export { guessStages, toldStages, writeStagesPolicy } from './propose-stages.js';
export {
  type ClassesRole,
  classesOf,
  decidedOf,
  type LevelsRole,
  levelsOf,
  middleLevel,
  writeWordsPolicy,
} from './propose-words.js';
