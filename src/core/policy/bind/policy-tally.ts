import { TribuneError } from '../../base/errors.js';
import { AmountAccumulator, type AmountTally } from '../../fairness/outcomes/amount/index.js';
import {
  addExclusions,
  MAX_CELLS,
  type ScoreKeeping,
  type ScoreLimitOptions,
  type Tally,
  TallyAccumulator,
} from '../../fairness/tally/index.js';
import { bind, bindAmounts, bindOutcomes } from './bind-row.js';
import { FactsCollector } from './data-facts.js';
import { type CountedOutcomeTally, type OutcomeCell, outcomeBinding } from './outcomes/index.js';
import { amountOf, groupSets, type OutcomePlan, type ReadPlan } from './plan.js';
import type { RowLookup } from './read-values.js';
import { refuseData, refuseIntersections } from './refusal.js';

/** An accumulator for the rows that `bind` makes under this plan. */
export function planAccumulator(plan: ReadPlan, options: Pick<ScoreLimitOptions, 'limit'> = {}): TallyAccumulator {
  const spec = {
    policyDigest: plan.policyDigest,
    attributes: plan.attributes.map(({ name }) => name),
    weightKind: plan.weightKind,
    score: { kind: plan.keepScores ? ('distinct' as const) : ('none' as const) },
    scoreScale: plan.scoreScale,
  };
  return new TallyAccumulator(spec, { ...options, bins: plan.scoreBins });
}

/**
 * The tally of rows in memory under a policy: the same tally that `openFiles` makes of the same rows in a file, with the same exclusions
 * and refusals. Values are texts, numbers, bigints, booleans, or null, undefined and NaN for missing.
 *
 * @throws TribuneError DATA_VALUE_INVALID, DATA_EMPTY, DATA_TOO_LARGE, as an audit of a file
 * @example
 * const people = [{ sex: 'f', paid: 1, score: 0.7 }, { sex: 'm', paid: 0, score: 0.2 }];
 * const lookups = people.map((person) => (column: string) => person[column]);
 * const tally = policyTally(readPlan(policy, { scores: true }), lookups);
 */
export function policyTally(
  plan: ReadPlan,
  rows: Iterable<RowLookup>,
  options: Pick<ScoreLimitOptions, 'limit'> = {},
): Tally {
  const fateOf = bind(plan);
  const accumulator = planAccumulator(plan, options);
  const facts = new FactsCollector(plan);
  let rowsRead = 0;
  // Faulty values are reported before an exceeded limit, so once a limit is exceeded further rows are only checked for faults.
  let full: TribuneError | null = null;
  for (const lookup of rows) {
    rowsRead += 1;
    const fate = fateOf(lookup);
    if ('fault' in fate) facts.fault(fate.fault);
    else if ('excluded' in fate) accumulator.exclude(fate.excluded);
    else {
      facts.row(fate.row, fate.unnamed);
      full ??= attempt(() => accumulator.add(fate.row)) ?? null;
    }
  }
  const made = full ?? attempt(() => accumulator.take());
  if (made instanceof TribuneError) {
    const isOutsideBins = made.code === 'DATA_VALUE_INVALID';
    const score: ScoreKeeping = isOutsideBins ? { kind: 'bins', ...plan.scoreBins } : { kind: 'distinct' };
    const cells = { count: isOutsideBins ? 0 : MAX_CELLS + 1, isAtLeast: true };
    refuseData(plan, facts.facts({ rowsRead, excluded: [], score }, cells));
    throw made;
  }
  refuseData(plan, facts.facts({ ...made, rowsRead }, { count: made.cells.length }));
  refuseIntersections(
    plan,
    made.attributes,
    made.cells.map(({ values }) => values),
  );
  return made;
}

/**
 * The tally of rows in memory whose decisions are amounts: the same tally that `openFiles` makes of the same rows in a file, with the same
 * exclusions and refusals.
 *
 * @throws TribuneError DATA_VALUE_INVALID, DATA_EMPTY, DATA_TOO_LARGE, as an audit of a file
 */
export function amountTally(
  plan: OutcomePlan,
  rows: Iterable<RowLookup>,
  options: { readonly limit?: number } = {},
): AmountTally {
  const fateOf = bindAmounts(plan);
  const { unit, decimals, interval } = amountOf(plan)!;
  const accumulator = new AmountAccumulator(
    {
      policyDigest: plan.policyDigest,
      attributes: plan.attributes.map(({ name }) => name),
      unit,
      decimals,
      weightKind: plan.weightKind === 'count' ? 'count' : 'none',
    },
    { ...options, explained: plan.explained, intervals: interval !== undefined },
  );
  const facts = new FactsCollector(plan);
  let rowsRead = 0;
  let full: TribuneError | null = null;
  for (const lookup of rows) {
    rowsRead += 1;
    const fate = fateOf(lookup);
    if ('fault' in fate) facts.fault(fate.fault);
    else if ('excluded' in fate) accumulator.exclude(fate.excluded);
    else {
      facts.row({ values: fate.row.values, score: null }, null);
      full ??= attempt(() => accumulator.add(fate.row)) ?? null;
    }
  }
  const { excluded, ...tally } = accumulator.take();
  refuseData(
    plan,
    facts.facts({ rowsRead, excluded: full === null ? excluded : [], score: NO_SCORES }, { count: tally.cells.length }),
  );
  if (full !== null) throw full;
  const made = { ...tally, excluded };
  refuseIntersections(
    plan,
    made.attributes,
    made.cells.map(({ values }) => values),
  );
  return made;
}

/**
 * The tally of rows in memory whose decisions are words: the same tally that `openFiles` makes of the same rows in a file, with the same
 * exclusions and refusals.
 *
 * @throws TribuneError DATA_VALUE_INVALID, DATA_EMPTY, DATA_TOO_LARGE, as an audit of a file
 */
export function outcomeTally(plan: OutcomePlan, rows: Iterable<RowLookup>): CountedOutcomeTally {
  const fateOf = bindOutcomes(plan);
  const facts = new FactsCollector(plan);
  const rowsByReason = new Map<string, number>();
  const cells: OutcomeCell[] = [];
  let rowsRead = 0;
  for (const lookup of rows) {
    rowsRead += 1;
    const fate = fateOf(lookup);
    if ('fault' in fate) facts.fault(fate.fault);
    else if ('excluded' in fate) rowsByReason.set(fate.excluded, (rowsByReason.get(fate.excluded) ?? 0) + 1);
    else {
      facts.row({ values: fate.row.values, score: null }, null);
      cells.push({ ...fate.row, rows: 1 });
    }
  }
  const excluded = addExclusions(
    [],
    [...rowsByReason].map(([reason, count]) => ({ reason, rows: count })),
  );
  refuseData(plan, facts.facts({ rowsRead, excluded, score: NO_SCORES }, { count: 0 }));
  const attributes = plan.attributes.map(({ name }) => name);
  const frame = { policyDigest: plan.policyDigest, attributes, rowsRead, excluded };
  const made = outcomeBinding(plan.outcome)!.tallyOf(frame, cells, groupSets(plan));
  refuseIntersections(
    plan,
    attributes,
    cells.map(({ values }) => values),
  );
  return made;
}

const NO_SCORES = { kind: 'none' } as const;

function attempt<T>(work: () => T): T | TribuneError {
  try {
    return work();
  } catch (error) {
    if (error instanceof TribuneError) return error;
    throw error;
  }
}
