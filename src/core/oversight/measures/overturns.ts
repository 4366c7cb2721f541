import { type Estimate, newcombeDifference } from '../../stats/index.js';
import type { Settlement } from '../cases/index.js';
import { DEFAULT_LEVEL, rateOf } from './rate.js';

/** How a case came out, and of which group the person is. */
export interface OverturnCase {
  /** Group of the person; null where it is not recorded. */
  readonly group: string | null;
  /** Null while the case is not decided. */
  readonly settlement: Pick<Settlement, 'how' | 'isChanged'> | null;
}

export interface GroupOverturns {
  readonly group: string;
  readonly rate: Estimate;
  /** Its rate less that of everybody else whose group is known; Newcombe's interval. */
  readonly beyondOthers: Estimate;
}

export interface Overturns {
  /** Of all that were decided: those whose decision was changed. */
  readonly rate: Estimate;
  /** The same of those that people decided. */
  readonly byPeople: Estimate;
  /** The groups by name. */
  readonly groups: readonly GroupOverturns[];
  /** Cases that are in no rate: not decided yet, or withdrawn, of which nobody knows how they would have come out. */
  readonly open: number;
  readonly withdrawn: number;
  /** Decided ones whose group is not recorded: they are in `rate` and `byPeople` alone. */
  readonly groupUnknown: number;
}

interface Tally {
  readonly successes: number;
  readonly n: number;
}

/**
 * How often a contested decision is changed, by group, each beside everybody else. A high rate of a group says that decisions about it were wrong
 * more often or that it is heard more readily, and does not say which.
 *
 * @throws TribuneError INVALID_ARGUMENT for a level outside 0..1
 * @example overturnRates([{ group: 'a', settlement: { how: 'review', isChanged: true } }]).rate.estimate // 1
 */
export function overturnRates(cases: readonly OverturnCase[], { level = DEFAULT_LEVEL } = {}): Overturns {
  const decided = cases.filter(({ settlement }) => settlement !== null && settlement.how !== 'withdrawn');
  const people = decided.filter(({ settlement }) => settlement!.how !== 'recheck');
  const known = decided.filter(({ group }) => group !== null);
  const names = [...new Set(known.map(({ group }) => group!))].toSorted();
  const none = 'no case was decided';
  return {
    rate: rateOf(tallyOf(decided), level, none),
    byPeople: rateOf(tallyOf(people), level, 'people decided no case'),
    groups: names.map((group) => {
      const own = tallyOf(known.filter((one) => one.group === group));
      const others = tallyOf(known.filter((one) => one.group !== group));
      return { group, rate: rateOf(own, level, none), beyondOthers: differenceOf(own, others, level) };
    }),
    open: cases.filter(({ settlement }) => settlement === null).length,
    withdrawn: cases.filter(({ settlement }) => settlement?.how === 'withdrawn').length,
    groupUnknown: decided.length - known.length,
  };
}

const tallyOf = (cases: readonly OverturnCase[]): Tally => ({
  successes: cases.filter(({ settlement }) => settlement!.isChanged).length,
  n: cases.length,
});

function differenceOf(own: Tally, others: Tally, level: number): Estimate {
  const same = { level, method: 'newcombe', n: own.n + others.n };
  const interval = newcombeDifference(own, others, level);
  if (interval === null)
    return {
      ...{ estimate: null, lower: null, upper: null, ...same },
      ...{ status: 'undefined', reason: 'there is no other group beside it' },
    };
  return { estimate: own.successes / own.n - others.successes / others.n, ...interval, ...same, status: 'ok' };
}
