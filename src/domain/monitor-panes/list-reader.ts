import {
  bindOutcomes,
  type OutcomePlan,
  outcomePlan,
  presentText,
  type RowLookup,
} from '../../core/policy/bind/index.js';
import type { Policy } from '../../core/policy/index.js';
import type { RankingOutcome } from '../../core/policy/sections/index.js';
import { numberOf } from '../../core/policy/where/index.js';
import { type CountedRow, reasonOf } from './counted-row.js';

/** The column of how many candidates a recorded list has; files have none. */
export const LIST_SIZE = 'ranking.size';

/** Reads a row as a candidate of a list, whose relevance nobody knows yet. */
export function listReader(policy: Policy): (lookup: RowLookup) => CountedRow {
  const { data } = policy;
  const outcome: RankingOutcome = { ...(data.outcome as RankingOutcome), relevance: null };
  const own: Policy = { ...policy, data: { ...data, outcome } };
  const fateOf = bindOutcomes(outcomePlan(own, { whereFault: 'dropped' }) as OutcomePlan);
  return (lookup) => {
    const fate = fateOf(lookup);
    if (!('row' in fate)) return { uncounted: reasonOf(fate) };
    const { values, place, ranked } = fate.row;
    const size = lookup(LIST_SIZE);
    const isSaid = size !== undefined && presentText(size, new Set()) !== null;
    return {
      row: {
        ...{ values, decided: 0, label: null },
        listed: {
          list: ranked!.list,
          size: isSaid ? numberOf(size, undefined) : null,
          position: place === 0 ? null : place,
        },
      },
    };
  };
}
