import { TribuneError } from '../../../core/base/errors.js';
import {
  type AmountCell,
  type AmountTally,
  demandFewPeople,
  type Places,
  QUANTITIES,
  type Quantity,
  settlePlaces,
} from '../../../core/fairness/outcomes/amount/index.js';
import { type CellColumns, type Exclusion, labelOf, predictionOf } from '../../../core/fairness/tally/index.js';
import { amountOf, type OutcomePlan } from '../../../core/policy/bind/index.js';
import { STEPS } from '../outcomes/amount/cells.js';
import type { ResultRow } from '../statement/statement.js';

/** How a result of the statement of version 1 of the tally calls its steps, which were finer. */
const FORMER_STEPS = 'steps';

type Keeping = 'distinct' | typeof STEPS | typeof FORMER_STEPS;

interface AmountResult {
  /** Rows of the kind `scores`, which say how the values of each quantity are kept. */
  readonly keeping: readonly ResultRow[];
  readonly columns: CellColumns;
  readonly rowsRead: number;
  readonly excluded: readonly Exclusion[];
}

/**
 * The tally of amounts from the result of the SQL.
 *
 * @throws TribuneError TALLY_INVALID, DATA_TOO_LARGE
 */
export function amountTallyOf(plan: OutcomePlan, { keeping, columns, rowsRead, excluded }: AmountResult): AmountTally {
  const keepingOf = (label: string): Keeping => {
    const reason = keeping.find((row) => row.label === label)?.reason;
    if (reason === 'distinct' || reason === STEPS || reason === FORMER_STEPS) return reason;
    throw new TribuneError('TALLY_INVALID', 'the result of the query does not say how amounts are kept', {
      remedy: 'Export every row of the result.',
    });
  };
  const placesOf = (quantity: Quantity): Places =>
    keepingOf(String(QUANTITIES.indexOf(quantity))) === 'distinct' ? 'distinct' : 'steps';
  const places: AmountTally['places'] = {
    amount: placesOf('amount'),
    error: placesOf('error'),
    ...(plan.explained ? { actual: placesOf('actual'), paired: placesOf('paired') } : {}),
    ...(amountOf(plan)!.interval === undefined ? {} : { covered: placesOf('covered'), width: placesOf('width') }),
  };
  // Results of former statements have finer steps, or more distinct values, than we keep.
  const settled = settlePlaces(amountCells(columns), places);
  demandFewPeople(settled.cells);
  return { ...amountFrame(plan), ...settled, rowsRead, excluded };
}

/** What a tally of amounts says of the policy that it was made under. */
export function amountFrame(plan: OutcomePlan): Omit<AmountTally, 'cells' | 'places' | 'rowsRead' | 'excluded'> {
  const { unit, decimals } = amountOf(plan)!;
  return {
    schemaVersion: '3',
    outcome: 'amount',
    policyDigest: plan.policyDigest,
    attributes: plan.attributes.map(({ name }) => name),
    unit,
    decimals,
    weightKind: plan.weightKind === 'count' ? 'count' : 'none',
  };
}

/** What cells without a label count, by their prediction. */
const INTERVALS = ['covered', 'width'] as const;

/** Straight from the columns, whose order is that of cells of amounts (without labels), because ten thousand cells are read by code that is not yet fast. */
function amountCells({ length, lists, list, outcome, score, rows, sums }: CellColumns): AmountCell[] {
  const { weight, scoreSum, scoreSquares } = sums;
  return Array.from({ length }, (_, i) => {
    const label = labelOf(outcome[i]!);
    const at = score[i]!;
    if (Number.isNaN(at))
      throw new TribuneError('TALLY_INVALID', 'a cell of the result has no place', {
        remedy: 'Export every row of the result.',
      });
    const prediction = predictionOf(outcome[i]!);
    return {
      values: lists[list[i]!]!,
      quantity: label === null ? INTERVALS[prediction] : QUANTITIES[label + 2 * prediction]!,
      at: at + 0,
      rows: rows[i]!,
      weight: weight.at(i),
      sum: scoreSum.at(i),
      squares: scoreSquares.at(i),
    };
  });
}
