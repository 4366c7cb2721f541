export type {
  AuditResult,
  CalibrationResult,
  FrontierSection,
  GroupResult,
  ImpossibilitySection,
  InequalitySection,
} from './result.js';
