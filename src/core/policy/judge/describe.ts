import { defined } from '../../base/defined.js';
import { benjaminiHochberg, holm } from '../../stats/index.js';
import type { GapRequirement, Policy } from '../sections/types.js';
import { hindranceOf, intervalOf, methodOf, type Pair, pValueOf, smallCellsOf } from './comparison.js';
import type { Judgement, Levels, Reading } from './decide.js';
import { type ExactFinding, hasCounts } from './exact.js';
import { finiteOrNull, isBreach, isOpen, outcomeOf, simultaneousOf } from './frame.js';
import type { Judged } from './message.js';
import type { Span } from './mover.js';
import { type Needed, neededFor } from './needed.js';
import type { Plan } from './plan.js';
import { at, brokenEnd, type Region } from './region.js';
import { enlarged } from './subject.js';

/** Comparisons of a requirement, judged. */
export interface JudgeContext {
  readonly requirement: GapRequirement;
  readonly policy: Policy;
  readonly plan: Plan;
  readonly region: Region;
  readonly levels: Levels;
  readonly readings: readonly Reading[];
  readonly decision: Judgement<Reading>;
  /** Whether only the group can grow, because the reference lies in the past. */
  readonly fixedReference?: boolean;
}

/** The fields of a result: those of the verdict and those of the comparison that decided. */
export function describeComparisons(context: JudgeContext): Judged {
  const { decision } = context;
  const { decider } = decision;
  return { ...outcomeOf(context), ...(decider === null ? {} : describeDecider(context, decider)) };
}

type DeciderFields = Partial<Judged>;

function describeDecider(context: JudgeContext, decider: Reading): DeciderFields {
  const { requirement, levels } = context;
  const { pair, plain, estimate } = decider;
  const { compare } = requirement;
  const wide = intervalOf(pair, compare, levels.simultaneous);
  const needed = nNeeded(context, decider);
  return {
    group: pair.group.key,
    reference: pair.reference.key,
    nGroup: pair.group.n,
    nReference: pair.reference.n,
    groupValue: pair.group.value,
    referenceValue: pair.reference.value,
    estimate: finiteOrNull(estimate),
    lower: finiteOrNull(plain?.lower),
    upper: finiteOrNull(plain?.upper),
    method: methodOf(pair, compare),
    status: statusOf(pair, finiteOrNull(estimate)),
    simultaneous: simultaneousOf(wide, levels.simultaneous),
    ...pValuesOf(pair, context),
    nNeeded: needed?.n ?? null,
    smallCells: smallCellsIn(context, pair),
    ...brokenBound(context, decider, wide),
    ...exactFields(context, decider),
    ...noIntervalBecause(plain === null ? hindranceOf(pair) : null),
  };
}

/**
 * The end of the allowed range that was left. It is stored so that no reader has to find out from a ratio above 1 that `min` broke as 1 /
 * min.
 */
function brokenBound(
  { region, decision }: JudgeContext,
  { estimate, exact }: Reading,
  wide: Span | null,
): DeciderFields {
  if (!isBreach(decision.reason)) return {};
  const span = decision.reason === 'interval-beyond' ? wide : estimate === null ? null : at(estimate);
  const end = exact === null ? span && brokenEnd(span, region) : endOf(exact, decision);
  return end ? { brokenBound: end === 'lower' ? { min: region.lower } : { max: region.upper } } : {};
}

/** The end of the range that an exact finding breaks: where the reference's count is too large, the group compared with it is too small. */
const endOf = ({ side, counted }: ExactFinding, { decider }: Judgement<Reading>): 'lower' | 'upper' =>
  (side === 'below') === (counted === decider?.pair.group) ? 'lower' : 'upper';

function exactFields({ decision }: JudgeContext, { exact }: Reading): DeciderFields {
  if (decision.reason !== 'exact-beyond' || exact === null) return {};
  const { counted, successes, n, rate, side, chance, allowed, otherLevel } = exact;
  return {
    exact: {
      group: counted.key,
      members: counted.members,
      successes,
      n,
      rate,
      side,
      chance,
      allowed,
      ...defined({ otherLevel }),
    },
  };
}

const noIntervalBecause = (hindrance: string | null): Pick<Judged, 'hindrance'> =>
  hindrance === null ? {} : { hindrance };

/** The small cells of the interval that decided: a pass rests on the plain interval, a failure on the simultaneous one. */
function smallCellsIn(
  { decision: { reason }, plan }: JudgeContext,
  pair: Pair,
): NonNullable<Judged['smallCells']> | null {
  const asked = reason === 'interval-beyond' ? plan.comparisons : 1;
  if (reason !== 'interval-beyond' && reason !== 'intervals-within' && reason !== 'small-cells') return null;
  const cells = smallCellsOf(pair, asked);
  return cells && { ...cells, confirmed: reason !== 'small-cells' && hasCounts(pair) };
}

function statusOf({ group, reference }: Pair, estimate: number | null): Judged['status'] {
  if (estimate === null) return 'undefined';
  return group.sufficient && reference.sufficient ? 'ok' : 'insufficient';
}

/** p-values of a pair; the comparisons of the requirement form the family. */
function pValuesOf(
  pair: Pair,
  { readings, policy, plan: { comparisons }, requirement: { reference: choice, compare } }: JudgeContext,
): Pick<Judged, 'pValue' | 'adjustedPValue'> {
  const pValue = pValueOf(pair, compare);
  const { multiplicity } = policy.statistics;
  if (pValue === null || multiplicity === 'none') return { pValue, adjustedPValue: pValue };
  const tested = readings.map((reading) => pValueOf(reading.pair, compare));
  // Under `highest` any pair might have been tested; those that were not count with a p-value of 1.
  const others = choice === 'highest' ? Math.max(0, comparisons - tested.length) : 0;
  const family = [...tested, ...Array.from({ length: others }, () => 1)];
  const adjusted = multiplicity === 'holm' ? holm(family) : benjaminiHochberg(family);
  return { pValue, adjustedPValue: adjusted[readings.findIndex((reading) => reading.pair === pair)] ?? null };
}

/** The data needed for a decision, where more data could change the verdict. */
function nNeeded(context: JudgeContext, decider: Reading): Needed | null {
  const { requirement, policy, region, levels, decision, fixedReference = false } = context;
  // The interval of a comparison with small cells is within the bound already, so it cannot say how many people the exact count needs.
  if (decision.reason === 'small-cells' || !isOpen(decision, requirement)) return null;
  const { pair, estimate } = decider;
  const spanOf = (factor: number, level: number) =>
    intervalOf(
      {
        ...pair,
        group: enlarged(pair.group, factor),
        reference: fixedReference ? pair.reference : enlarged(pair.reference, factor),
      },
      requirement.compare,
      level,
    );
  const sizes = fixedReference ? ([pair.group.n] as const) : ([pair.group.n, pair.reference.n] as const);
  return neededFor({ estimate, sizes, spanOf }, region, levels, policy.data.minGroupSize);
}
