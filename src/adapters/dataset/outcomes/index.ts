import type { Outcome } from '../../../core/policy/sections/index.js';
import type { Dialect } from '../sql/dialect.js';
import type { OutcomeSql } from './kind.js';
import { rankingSql } from './ranking.js';
import { stagesSql } from './stages.js';
import { wordSql } from './words.js';

/** The SQL of an outcome; null where decisions are 0 or 1, or amounts. */
export function outcomeSql(outcome: Outcome | undefined, dialect: Dialect): OutcomeSql | null {
  switch (outcome?.type) {
    case 'ordered':
    case 'class':
      return wordSql(outcome, dialect);
    case 'stages':
      return stagesSql(outcome, dialect);
    case 'ranking':
      return rankingSql(outcome, dialect);
    default:
      return null;
  }
}

export { type OutcomeSql, outcomeColumn } from './kind.js';
