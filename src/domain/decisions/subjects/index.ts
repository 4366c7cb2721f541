export type { Erasures, ExpiredDecision } from './erasures.js';
export type { RetentionClass, RetentionRule } from './retention-rule.js';
