export type { SweptPoint, ThresholdOptimum } from './frontier-in-audit.js';
export type {
  AmountDistribution,
  AuditResult,
  CalibrationResult,
  ExposureShares,
  FrontierSection,
  FunnelAgainst,
  FunnelResult,
  GroupResult,
  ImpossibilitySection,
  InequalitySection,
  WordDistribution,
} from './result.js';
