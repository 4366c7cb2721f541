import { counted } from '../../base/counted.js';
import type { GroupKey } from '../../fairness/tally/index.js';
import { RESULT_MEASURES, type ResultMeasure } from '../sections/result-field.js';
import type { RequirementResult, VerdictReason } from '../sections/result-types.js';
import { allowedText, groupList, groupText, intervalText, levelText, numberText } from '../sections/text.js';
import type { FromSpec, Policy, ValueRequirement } from '../sections/types.js';
import { frameOf, notApplicable } from './frame.js';
import { type ResultFile, resultAt, resultRefusal, shown } from './result-path.js';

/** A measured number of another result with its intervals. */
interface MeasuredNumber {
  readonly subject: string | null;
  readonly group: GroupKey | null;
  readonly reference: GroupKey | null;
  readonly n: number | null;
  readonly nReference: number | null;
  readonly estimate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly level: number;
  readonly simultaneous: { readonly lower: number; readonly upper: number; readonly level: number };
  readonly sufficient: boolean;
  /** Whether too few people are the reason, and not what they are like. */
  readonly few: boolean;
}

type MeasureSpec = FromSpec & { readonly measure: ResultMeasure };
type Context = { readonly requirement: ValueRequirement; readonly policy: Policy; readonly from: MeasureSpec };

/**
 * Judges a measure of another command by the intervals that stand beside it there: as `evidence: violation` of groups does, it fails where the interval of one comparison,
 * at the level that all of them share, lies wholly beyond the bound, and passes where every plain interval lies wholly within. What that command could not measure
 * does not apply here.
 *
 * @throws TribuneError `RESULT_INVALID` where the measure is not in the file, is of another shape, or was measured at another level than the policy's
 */
export function judgeResultMeasure(
  requirement: ValueRequirement,
  policy: Policy,
  from: MeasureSpec,
  file: ResultFile,
): RequirementResult {
  const context = { requirement, policy, from };
  const source = { ...from, digest: file.digest };
  const numbers = numbersOf(resultAt(file.value, from, requirement, writtenBy(from)), context);
  if (numbers.length === 0)
    return {
      ...notApplicable(requirement, policy, `${from.result} says that ${from.measure} was not measured`),
      from: source,
    };
  const max = requirement.bound.max!;
  const allowed = { lower: RESULT_MEASURES[from.measure].eitherWay ? -max : null, upper: max };
  const judged = judgeNumbers(numbers, allowed, requirement);
  const result = { ...frameOf(requirement, policy), from: source, allowed, ...fieldsOf(judged, numbers, allowed) };
  return { ...result, message: messageOf(result, judged) };
}

const writtenBy = ({ measure }: MeasureSpec): string =>
  `Read the result of ${RESULT_MEASURES[measure].command}, or name the field of a number.`;

interface Ends {
  readonly lower: number | null;
  readonly upper: number | null;
}

const isBeyond = (own: Ends, { lower, upper }: Ends): boolean =>
  (upper !== null && own.lower !== null && own.lower > upper) ||
  (lower !== null && own.upper !== null && own.upper < lower);

const isWithin = (own: Ends, { lower, upper }: Ends): boolean =>
  (upper === null || (own.upper !== null && own.upper <= upper)) &&
  (lower === null || (own.lower !== null && own.lower >= lower));

interface JudgedNumbers {
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  readonly reason: VerdictReason;
  /** What decided, or lies nearest to the bound. */
  readonly decider: MeasuredNumber | null;
}

function judgeNumbers(
  numbers: readonly MeasuredNumber[],
  allowed: Ends,
  { evidence, smallGroups }: ValueRequirement,
): JudgedNumbers {
  const large = numbers.filter(({ sufficient, estimate }) => sufficient && estimate !== null);
  const small = numbers.some((one) => !large.includes(one) && !(one.few && smallGroups === 'report'));
  const nearest = farthest(large, allowed);
  if (nearest === null)
    return { verdict: evidence === 'compliance' ? 'fail' : 'inconclusive', reason: 'small-groups', decider: null };
  const point = (one: MeasuredNumber): Ends => ({ lower: one.estimate, upper: one.estimate });
  if (evidence === 'point')
    return isBeyond(point(nearest), allowed)
      ? { verdict: 'fail', reason: 'estimate-beyond', decider: nearest }
      : { verdict: 'pass', reason: 'estimates-within', decider: nearest };
  const breach = farthest(
    large.filter(({ simultaneous }) => isBeyond(simultaneous, allowed)),
    allowed,
  );
  if (breach !== null) return { verdict: 'fail', reason: 'interval-beyond', decider: breach };
  const open = evidence === 'compliance' ? 'fail' : 'inconclusive';
  const across = farthest(
    large.filter((one) => !isWithin(one, allowed)),
    allowed,
  );
  if (across !== null) return { verdict: open, reason: 'interval-across', decider: across };
  if (small) return { verdict: open, reason: 'small-groups', decider: nearest };
  return { verdict: 'pass', reason: 'intervals-within', decider: nearest };
}

/** The number that lies farthest beyond, or nearest to, the bound. */
function farthest(numbers: readonly MeasuredNumber[], { lower }: Ends): MeasuredNumber | null {
  const size = ({ estimate }: MeasuredNumber): number => (lower === null ? estimate! : Math.abs(estimate!));
  return numbers.reduce<MeasuredNumber | null>(
    (best, one) => (best === null || size(one) > size(best) ? one : best),
    null,
  );
}

function fieldsOf({ verdict, reason, decider }: JudgedNumbers, numbers: readonly MeasuredNumber[], allowed: Ends) {
  const few = numbers.filter(({ sufficient, estimate }) => !sufficient || estimate === null);
  const frame = {
    verdict,
    reason,
    method: 'as measured',
    comparisons: numbers.length - few.length,
    insufficientGroups: few.flatMap(({ group }) => (group === null ? [] : [group])),
  };
  if (decider === null) return frame;
  const { group, reference, n, nReference, estimate, lower, upper, level, simultaneous } = decider;
  const isBroken = reason === 'estimate-beyond' || reason === 'interval-beyond';
  return {
    ...frame,
    group: group ?? {},
    reference,
    nGroup: n,
    nReference,
    groupValue: estimate,
    estimate,
    lower,
    upper,
    level,
    simultaneous,
    status: 'ok' as const,
    ...(isBroken
      ? { brokenBound: estimate! < 0 && allowed.lower !== null ? { min: allowed.lower } : { max: allowed.upper! } }
      : {}),
  };
}

const WORDS: Readonly<Record<ResultMeasure, string>> = {
  label_choice_gap: 'the difference of another outcome at equal score',
  proxy_strength: 'the AUC by which features tell a group from the reference',
  aggregation_gap: 'the gain of a model of its own, as a share of the variance of the label,',
  flip_rate: 'the share of decisions that change with the protected input alone',
  turned_rate: 'the share of decisions that turn from one version of the model to the other',
};

function messageOf(r: Omit<RequirementResult, 'message'>, { decider, reason, verdict }: JudgedNumbers): string {
  const { result, measure } = r.from!;
  const ends = [r.allowed!.lower, r.allowed!.upper];
  const allowed = allowedText(ends[0]!, ends[1]!);
  const few = r.insufficientGroups.length === 0 ? '' : ` Too small to judge there: ${groupList(r.insufficientGroups)}.`;
  if (decider === null)
    return `${result} has no ${measure} of a group that is large enough; allowed is ${allowed}.${few}`;
  const of = [
    ...(decider.subject === null ? [] : [`by ${decider.subject}`]),
    ...(decider.group === null ? [] : [`for ${groupText(decider.group)}`]),
    ...(decider.reference === null ? [] : [`against ${groupText(decider.reference)}`]),
  ].join(' ');
  const beside = ends.filter((end): end is number => end !== null);
  const fact = `${result} says that ${WORDS[measure!]} is ${numberText(decider.estimate, beside)}${of === '' ? '' : ` ${of}`} (${levelText(decider.level)} interval ${intervalText(decider.lower, decider.upper, undefined, ends)}); allowed is ${allowed}.`;
  return `${fact} ${reasonText(r, decider, reason)}${verdict === 'pass' && few === '' ? '' : few}`;
}

function reasonText(
  { comparisons = 1, evidence }: Omit<RequirementResult, 'message'>,
  { simultaneous }: MeasuredNumber,
  reason: VerdictReason,
): string {
  switch (reason) {
    case 'estimate-beyond':
      return 'The estimate lies beyond the bound.';
    case 'estimates-within':
      return 'Every estimate lies within the bound.';
    case 'interval-beyond':
      if (comparisons === 1) return 'The interval lies wholly beyond the bound.';
      return `The interval that allows for ${counted(comparisons, 'comparison')}, ${intervalText(simultaneous.lower, simultaneous.upper)} at ${levelText(simultaneous.level)}, lies wholly beyond the bound.`;
    case 'interval-across':
      return `The interval reaches across the bound, so ${evidence === 'compliance' ? 'compliance is not shown' : 'neither side is shown'}.`;
    case 'small-groups':
      return 'What is large enough lies within the bound, but small groups keep it from passing.';
    default:
      return 'Every interval lies within the bound.';
  }
}

/** The numbers of a measure: the findings of a test of data, or one number with its interval. */
function numbersOf(found: unknown, context: Context): MeasuredNumber[] {
  if (isMap(found) && Array.isArray(found.findings)) return found.findings.map((one) => numberOf(one, context));
  return [numberOf(found, context)];
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const numberOrNull = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

function numberOf(found: unknown, { requirement, policy, from }: Context): MeasuredNumber {
  const wrong = (what: string, remedy: string) =>
    resultRefusal(`${requirement.id}: ${from.field} in ${from.result} ${what}`, remedy, requirement.line);
  if (!isMap(found) || typeof found.level !== 'number' || typeof found.status !== 'string')
    throw wrong(`is ${shown(found)}, and no ${from.measure}`, writtenBy(from));
  const { level } = found;
  if (level !== policy.statistics.level)
    throw wrong(
      `has intervals at ${levelText(level)}, and the policy asks for ${levelText(policy.statistics.level)}`,
      'Measure it at the level of this policy (statistics.level).',
    );
  const ends = { lower: numberOrNull(found.lower), upper: numberOrNull(found.upper) };
  const estimate = numberOrNull(found.estimate);
  const sufficient = found.status === 'ok' && ends.lower !== null && ends.upper !== null;
  return {
    subject: typeof found.subject === 'string' ? found.subject : null,
    group: keyOf(found.group),
    reference: keyOf(found.reference),
    n: numberOrNull(found.n),
    nReference: numberOrNull(found.nReference),
    estimate,
    ...ends,
    level,
    simultaneous: wideOf(found.simultaneous) ?? { lower: ends.lower ?? 0, upper: ends.upper ?? 0, level },
    sufficient,
    few: found.status === 'insufficient',
  };
}

function wideOf(found: unknown): MeasuredNumber['simultaneous'] | null {
  if (!isMap(found)) return null;
  const [lower, upper, level] = [found.lower, found.upper, found.level].map(numberOrNull);
  return lower == null || upper == null || level == null ? null : { lower, upper, level };
}

/** A group of another result; null where that is about nobody in particular. */
function keyOf(found: unknown): GroupKey | null {
  if (!isMap(found)) return null;
  return Object.values(found).every((value) => value === null || typeof value === 'string')
    ? (found as GroupKey)
    : null;
}
