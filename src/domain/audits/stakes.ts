import { defined } from '../../core/base/defined.js';
import { TribuneError } from '../../core/base/errors.js';
import { type Policy, utilityOf } from '../../core/policy/index.js';
import { noRows } from './result/no-rows.js';
import type { SourcedTally, TallyPlan, TallySource } from './source/source.js';

/** The policy under which the amounts at stake are summed: they stand in the place of weights. */
const withAmounts = (policy: Policy, column: string, cap: number | undefined): Policy => ({
  ...policy,
  data: { ...policy.data, weight: column, weightKind: 'sampling', ...defined({ largestWeight: cap }) },
});

/**
 * Reads the rows once more for the amounts at stake, where the policy asks for them.
 *
 * @throws TribuneError DATA_COLUMN_MISSING, DATA_VALUE_INVALID for the column; POLICY_INVALID where the source holds no rows; DATA_UNREADABLE
 * where they changed in between
 */
export async function withStakes(
  source: TallySource,
  plan: TallyPlan,
  {
    sourced,
    progress,
  }: { readonly sourced: SourcedTally; readonly progress?: ((message: string) => void) | undefined },
): Promise<SourcedTally> {
  const { amount = null, cap } = utilityOf(plan.policy) ?? {};
  if (amount === null) return sourced;
  if (source.readsRows !== true) throw noRows(amount);
  const stakes = await source
    .tally({ ...plan, policy: withAmounts(plan.policy, amount, cap) }, progress)
    .catch((error: unknown) => {
      throw aboutAmounts(error, cap);
    });
  if (digestsOf(sourced) !== digestsOf(stakes))
    throw new TribuneError('DATA_UNREADABLE', 'the data changed while they were read for the amounts at stake', {
      remedy: 'Audit a copy that nobody writes to.',
    });
  return { ...sourced, stakes: stakes.tally };
}

const digestsOf = ({ sources, tally }: SourcedTally): string =>
  JSON.stringify([tally.rowsRead, sources.map(({ sha256 }) => sha256)]);

/** An error of the second reading, with the name that the policy gives the column which is read in the place of a weight. */
function aboutAmounts(error: unknown, cap: number | undefined): unknown {
  if (!(error instanceof TribuneError)) return error;
  const named = (text: string): string =>
    text
      .replaceAll('data.weight', 'utility.amount')
      .replace(
        'Divide large weights by a common factor',
        cap === undefined
          ? 'Take a larger unit for large amounts'
          : 'Raise utility.cap to the largest amount that a row can have',
      )
      .replace('weights that are', 'amounts that are');
  return new TribuneError(error.code, named(error.message), {
    cause: error,
    ...defined({ remedy: error.remedy && named(error.remedy), place: error.place }),
  });
}
