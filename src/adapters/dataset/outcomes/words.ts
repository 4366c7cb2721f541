import { wordsOf } from '../../../core/policy/bind/index.js';
import type { ClassOutcome, OrderedOutcome } from '../../../core/policy/sections/index.js';
import type { Dialect } from '../sql/dialect.js';
import { type OutcomeSql, outcomeColumn } from './kind.js';

/** Decisions that are one of declared words; their places are counted. */
export function wordSql(outcome: OrderedOutcome | ClassOutcome, dialect: Dialect): OutcomeSql {
  const places = wordsOf(outcome).map((word, place) => `WHEN ${dialect.quoteText(word)} THEN ${place}`);
  const placeOf = (column: string): string => `CASE ${column} ${places.join(' ')} END`;
  const [decided, label] = [outcomeColumn(0).text, outcomeColumn(1).text];
  const isUndeclared = (column: string): string => `(${column} IS NOT NULL AND ${placeOf(column)} IS NULL)`;
  const none = outcome.none.map((word) => dialect.quoteText(word)).join(', ');
  return {
    keys: [
      { name: 'p', sql: placeOf(decided) },
      ...(outcome.label === null ? [] : [{ name: 'l', sql: placeOf(label) }]),
    ],
    exclusion: (name) => (name === 'outcome' ? `${decided} IS NULL` : `${decided} IN (${none})`),
    fault: (role) => isUndeclared(role === 'outcome:label' ? label : decided),
    code: `p * ${places.length + 1} + ${outcome.label === null ? places.length : `coalesce(l, ${places.length})`}`,
  };
}
