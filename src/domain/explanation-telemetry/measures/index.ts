/** What explanations of many people say together: pure, over rows that are given. */
export { type AnsweredShare, answeredShares } from './answers.js';
export { type ReasonsOverTime, reasonsOverTime } from './over-time.js';
export { type Sensitive, type SensitiveShare, sensitiveShares } from './sensitive.js';
export type { Told } from './told.js';
export {
  type ByVersion,
  type Decided,
  type Multiplicity,
  multiplicityOf,
  type VersionShift,
  versionShift,
} from './versions.js';
export { LEAST_CELL, shownCount } from './withheld.js';
