import { TribuneError } from '../../../core/base/errors.js';
import type { CountedCell } from '../../../core/fairness/outcomes/index.js';
import type { Exclusion, TallyCell } from '../../../core/fairness/tally/index.js';
import { type CountedOutcomeTally, type OutcomePlan, outcomeBinding } from '../../../core/policy/bind/index.js';

interface OutcomeResult {
  readonly cells: readonly TallyCell[];
  readonly rowsRead: number;
  readonly excluded: readonly Exclusion[];
}

/**
 * The tally of decisions that are neither 0 or 1 nor amounts, from the result of the SQL.
 *
 * @throws TribuneError TALLY_INVALID
 */
export function outcomeTallyOf(plan: OutcomePlan, { cells, rowsRead, excluded }: OutcomeResult): CountedOutcomeTally {
  const attributes = plan.attributes.map(({ name }) => name);
  const binding = outcomeBinding(plan.outcome)!;
  return binding.tallyOf(
    { policyDigest: plan.policyDigest, attributes, rowsRead, excluded },
    cells.map((cell) => ({ ...countsOf(cell), ...binding.placeOfCode(codeOf(cell)) })),
  );
}

function codeOf({ score }: TallyCell): number {
  if (score !== null && Number.isSafeInteger(score) && score >= 0) return score;
  throw new TribuneError('TALLY_INVALID', `a cell has the place "${score ?? ''}", which is no whole number`, {
    remedy: 'Export every column of the result as it is.',
  });
}

function countsOf({ values, rows, weight }: TallyCell): CountedCell {
  const people = Number(weight);
  if (!Number.isSafeInteger(people))
    throw new TribuneError('DATA_TOO_LARGE', `a cell counts ${weight} people, more than 2^53`, {
      remedy: 'Audit fewer people at once.',
    });
  return { values, rows, people };
}
