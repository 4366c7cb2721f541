export { OverturnPatterns, type PatternsDeps } from './overturn-patterns.js';
export { type LikeDecisions, SimilarDecisions, type SimilarDeps } from './similar-decisions.js';
