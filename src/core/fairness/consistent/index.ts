export {
  type Consistency,
  type Correction,
  checkConsistency,
  type ImpliedRange,
  MOST_GROUPS,
  MOST_STATEMENTS,
  type PrintedGroup,
  type PrintedRates,
  type PrintedReport,
  type PrintedStatement,
} from './consistency.js';
export { PRINTED_RATES, type PrintedRate } from './rates.js';
