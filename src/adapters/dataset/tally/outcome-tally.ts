import { TribuneError } from '../../../core/base/errors.js';
import { inStretches, type Steps } from '../../../core/base/steps.js';
import type { CountedCell } from '../../../core/fairness/outcomes/index.js';
import {
  type CellColumns,
  cellAt,
  type Exclusion,
  type TallyCell,
  toFixedPoint,
} from '../../../core/fairness/tally/index.js';
import {
  type CountedOutcomeTally,
  groupSets,
  type OutcomeCell,
  type OutcomePlan,
  outcomeBinding,
} from '../../../core/policy/bind/index.js';

interface OutcomeResult {
  readonly columns: CellColumns;
  readonly rowsRead: number;
  readonly excluded: readonly Exclusion[];
}

/**
 * The tally of decisions that are neither 0 or 1 nor amounts, from the result of the SQL, with pauses: each candidate of a list is a cell.
 *
 * @throws TribuneError TALLY_INVALID
 */
export function* outcomeTallyInSteps(
  plan: OutcomePlan,
  { columns, rowsRead, excluded }: OutcomeResult,
): Steps<CountedOutcomeTally> {
  const attributes = plan.attributes.map(({ name }) => name);
  const binding = outcomeBinding(plan.outcome)!;
  const cells: OutcomeCell[] = [];
  yield* inStretches(columns.length, (from, to) => {
    for (let i = from; i < to; i++) {
      const cell = cellAt(columns, i);
      const values = cell.values.slice(0, attributes.length);
      if (cell.values.length > attributes.length) demandAllDigits(cell);
      const coded = { texts: cell.values.slice(attributes.length), place: Number(cell.weightSquares) };
      cells.push({ ...countsOf(cell), values, ...binding.placeOfCode(codeOf(cell, binding), coded) });
    }
  });
  const read = [{ policyDigest: plan.policyDigest, attributes, rowsRead, excluded }, cells, groupSets(plan)] as const;
  return binding.tallyInSteps === undefined ? binding.tallyOf(...read) : yield* binding.tallyInSteps(...read);
}

/** Refuses a candidate of a list whose relevance lost digits in an export: the fixed-point number is exported beside it, and has to follow from it. */
function demandAllDigits({ score, scoreSum }: TallyCell): void {
  if (score === null || toFixedPoint(score) === scoreSum) return;
  throw new TribuneError(
    'TALLY_INVALID',
    `the relevance ${score} of a candidate does not fit its fixed-point number: digits were lost on the way`,
    { remedy: 'Export every column of the result as text, or numbers with 17 significant digits.' },
  );
}

/** The place of a cell; what a candidate of a list was worth, whose place stands beside it, is any number, or none. */
function codeOf({ score }: TallyCell, { texts = 0 }: { readonly texts?: number }): number {
  if (texts > 0) return score ?? 0;
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
