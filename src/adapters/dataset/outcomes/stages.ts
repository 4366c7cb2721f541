import type { StagesOutcome } from '../../../core/policy/sections/index.js';
import { binaryOf } from '../sql/binary.js';
import type { Dialect } from '../sql/dialect.js';
import { type OutcomeSql, outcomeColumn } from './kind.js';

/** Decisions that are a chain of stages: the last stage that was reached, and whether it was passed. */
export function stagesSql({ stages }: StagesOutcome, dialect: Dialect): OutcomeSql {
  const texts = stages.map((_, at) => outcomeColumn(at).text);
  const outcomes = stages.map((stage, at) => binaryOf(dialect, texts[at]!, stage));
  const last = (of: (at: number) => string): string =>
    `CASE ${texts
      .map((text, at) => `WHEN ${text} IS NOT NULL THEN ${of(at)}`)
      .reverse()
      .join(' ')} END`;
  return {
    keys: [
      { name: 'p', sql: last(String) },
      { name: 'l', sql: last((at) => outcomes[at]!) },
    ],
    exclusion: () => texts.map((text) => `${text} IS NULL`).join(' AND '),
    fault(role) {
      const [kind, number] = role.slice('outcome:'.length).split(' ');
      const at = Number(number);
      if (kind === 'stage') return `(${texts[at]} IS NOT NULL AND ${outcomes[at]} IS NULL)`;
      return `(${texts[at]} IS NOT NULL AND coalesce(${outcomes[at - 1]}, 0) <> 1)`;
    },
    code: 'p * 2 + l',
  };
}
