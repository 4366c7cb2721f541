import { MOST_POSITIONS, MOST_RELEVANCE } from '../../../core/fairness/outcomes/index.js';
import { FIXED_POINT } from '../../../core/fairness/tally/index.js';
import type { RankingOutcome } from '../../../core/policy/sections/index.js';
import { type Dialect, doubleLiteral } from '../sql/dialect.js';
import { type OutcomeSql, outcomeColumn } from './kind.js';

/**
 * Candidates of lists. A cell is the candidates who are alike in list, group, position and relevance, mostly one: what is summed of a list (gains, pairs,
 * weights of positions) is summed by one code for every engine, so the result of the statement has the lists themselves.
 */
export function rankingSql({ relevance }: RankingOutcome, dialect: Dialect): OutcomeSql {
  const [list, place, worth] = [outcomeColumn(0), outcomeColumn(1), outcomeColumn(2)];
  const number = (value: number): string => doubleLiteral(dialect, value);
  const noPosition = `${place.number} IS NULL OR ${place.number} < ${number(1)} OR ${place.number} > ${number(MOST_POSITIONS)} OR ${place.number} <> ${dialect.floor(place.number)}`;
  const noRelevance = `${worth.number} IS NULL OR ${worth.number} < ${number(0)} OR ${worth.number} > ${number(MOST_RELEVANCE)}`;
  return {
    keys: [
      { name: 'list', sql: list.text },
      { name: 'place', sql: `coalesce(${place.number}, ${number(0)})` },
      ...(relevance === null ? [] : [{ name: 'worth', sql: worth.number }]),
    ],
    texts: ['list'],
    exclusion: () => 'FALSE',
    fault(role) {
      if (role === 'outcome:list') return `${list.text} IS NULL`;
      return role === 'outcome:position' ? `(${place.text} IS NOT NULL AND (${noPosition}))` : `(${noRelevance})`;
    },
    code: relevance === null ? 'NULL' : 'worth',
    cell: {
      weight_squares: dialect.wideOfDouble('place'),
      // The number by which ../tally/outcome-tally.ts sees whether an export has cut digits of the relevance off.
      score_sum: relevance === null ? '0' : dialect.wideOfDouble(dialect.floor(`(worth * ${number(FIXED_POINT)})`)),
    },
  };
}
