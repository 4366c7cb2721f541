export type { Erasures } from './erasures.js';
export type { ExpiredDecision, RetentionClass, RetentionRule } from './retention-rule.js';
