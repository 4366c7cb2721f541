import { type AmountRow, isTooLarge, partsOf } from '../../fairness/outcomes/amount/index.js';
import { MAX_ABSOLUTE_SCORE, type TallyRow } from '../../fairness/tally/index.js';
import { judgeWhere, numberNames, type WhereLookup } from '../where/index.js';
import { type AmountFault, EXCLUSIONS, type FateStep, type FaultRole, fateSteps } from './fates.js';
import { badInterval, faultyEnd, intervalParts, isIntervalFault } from './intervals.js';
import { type OutcomePlace, type OutcomeRole, outcomeBinding } from './outcomes/index.js';
import { amountOf, type OutcomePlan, type ReadPlan } from './plan.js';
import {
  missingTexts,
  presentText,
  type ReadNumber,
  type ReadValues,
  type RowLookup,
  valuesReader,
} from './read-values.js';
import { isOneSided, namedValues } from './values/binary.js';

/** A value that does not fit the policy. An audit refuses such data, and shows the value. */
export interface RowFault {
  readonly role: FaultRole;
  readonly column: string;
  readonly text: string;
}

/** Texts of a row that were taken for the side that a binding does not name; more than one of them in the data is a fault. */
export interface Unnamed {
  readonly label: string | null;
  readonly prediction: string | null;
}

/** The fate of a row under a policy: a row of the tally, an exclusion that is reported by its reason, or a fault that stops an audit. */
export type RowFate = { readonly row: TallyRow; readonly unnamed: Unnamed | null } | UncountedFate;

/** The fate of a row that is not counted, whatever a decision is. */
type UncountedFate = { readonly excluded: (typeof EXCLUSIONS)[keyof typeof EXCLUSIONS] } | { readonly fault: RowFault };

/** The fate of a row whose decision is an amount. */
export type AmountFate = { readonly row: AmountRow } | UncountedFate;

/**
 * The meaning of a row under a policy (docs/explanations/tally.md), wherever its values come from. A property test holds the SQL of files
 * and databases to it.
 *
 * @param plan what the policy asks of a table: `readPlan(policy, { scores: true })`
 * @returns a function of a look-up, which gives the raw value of a column by its name: text, number, bigint, boolean, or null or undefined
 * for none
 * @example
 * const fateOf = bind(readPlan(policy, { scores: true }));
 * fateOf((column) => ({ sex: 'f', y: '1', score: 0.7 })[column]); // { row: { values: ['f'], label: 1, prediction: 1, score: 0.7, weight: 1 }, unnamed: null }
 * fateOf((column) => ({ sex: 'f', y: '1', score: '' })[column]); // { excluded: 'missing score' }
 * fateOf((column) => ({ sex: 'f', y: 'x', score: 0.7 })[column]); // { fault: { role: 'label', column: 'y', text: 'x' } }
 */
export function bind(plan: ReadPlan): (lookup: RowLookup) => RowFate {
  const filter = filterOf(plan);
  const read = valuesReader(plan);
  const judge = judgeOf(plan);
  const rowOf = rowMaker(plan);
  const unnamed = unnamedReader(plan);
  return (lookup) => {
    const gone = filter(lookup);
    if (gone !== null) return gone;
    const values = read(lookup);
    return judge(values) ?? { row: rowOf(values), unnamed: unnamed(values) };
  };
}

/**
 * The meaning of a row whose decision is an amount, as `bind` is that of a decision of 0 and 1.
 *
 * @example
 * bindAmounts(outcomePlan(policy, {}))((column) => ({ sex: 'f', limit: '1200.50' })[column]); // { row: { values: ['f'], amount: 120050, actual: null, weight: 1 } }
 */
export function bindAmounts(plan: OutcomePlan): (lookup: RowLookup) => AmountFate {
  const filter = filterOf(plan);
  const read = valuesReader(plan);
  const judge = judgeOf(plan);
  const { decimals } = amountOf(plan)!;
  return (lookup) => {
    const gone = filter(lookup);
    if (gone !== null) return gone;
    const values = read(lookup);
    const uncounted = judge(values);
    if (uncounted !== null) return uncounted;
    const { groups, amount, actual, interval, weight } = values;
    return {
      row: {
        values: groups,
        amount: partsOf(amount.number!, decimals)!,
        actual: actual.number === null ? null : partsOf(actual.number, decimals)!,
        interval: intervalParts(interval, decimals),
        weight: plan.weight === null ? 1 : weight.number!,
      },
    };
  };
}

/** A row of a tally of another outcome: where it counts, and how many people it stands for. */
export interface OutcomeRow extends OutcomePlace {
  readonly values: readonly (string | null)[];
  readonly people: number;
}

/** The fate of a row whose decision is a word. */
export type OutcomeFate = { readonly row: OutcomeRow } | UncountedFate;

/**
 * The meaning of a row whose decision is neither 0 or 1 nor an amount, as `bind` is that of a decision of 0 and 1.
 *
 * @example
 * bindOutcomes(outcomePlan(policy, {}))((column) => ({ sex: 'f', grade: 'B' })[column]); // { row: { values: ['f'], place: 1, label: null, people: 1 } }
 */
export function bindOutcomes(plan: OutcomePlan): (lookup: RowLookup) => OutcomeFate {
  const filter = filterOf(plan);
  const read = valuesReader(plan);
  const judge = judgeOf(plan);
  const binding = outcomeBinding(plan.outcome)!;
  return (lookup) => {
    const gone = filter(lookup);
    if (gone !== null) return gone;
    const values = read(lookup);
    const uncounted = judge(values);
    if (uncounted !== null) return uncounted;
    const people = plan.weight === null ? 1 : values.weight.number!;
    return { row: { values: values.groups, ...binding.placeOf(values.outcome), people } };
  };
}

const FILTERED: UncountedFate = { excluded: EXCLUSIONS.filtered };

/** Tests a row against the filter; the result is null for a row that the filter keeps. */
function filterOf(plan: ReadPlan): (lookup: RowLookup) => UncountedFate | null {
  const { where } = plan;
  if (where === null) return () => null;
  const missing = missingTexts(plan);
  const names = numberNames(where);
  return (lookup) => {
    const present: WhereLookup = (path) => {
      const value = lookup(path.length === 1 ? path[0]! : path.join('.'));
      return value === undefined || presentText(value, missing) === null ? null : value;
    };
    const judged = judgeWhere(where, present, plan.numbers);
    if (judged === true) return null;
    if (judged === null || judged === false || plan.whereFault === 'dropped') return FILTERED;
    return { fault: { role: `where:${names.indexOf(judged.name)}`, column: judged.name, text: judged.text } };
  };
}

/** Asks the questions of the plan to a row; the result is null for a row that is counted. */
function judgeOf(plan: ReadPlan): (values: ReadValues) => UncountedFate | null {
  const steps = fateSteps(plan).map((step) => ({ holds: testOf(plan, step), fateOf: fateMaker(plan, step) }));
  return (values) => {
    for (const { holds, fateOf } of steps) if (holds(values)) return fateOf(values);
    return null;
  };
}

type Test = (values: ReadValues) => boolean;

const isNoNumber = ({ text, number }: ReadNumber): boolean => text !== null && number === null;

function testOf(plan: ReadPlan, step: FateStep): Test {
  const binding = outcomeBinding(plan.outcome);
  if ('exclude' in step) {
    const own = binding?.exclusions.find(({ exclude }) => exclude === step.exclude);
    if (own !== undefined) return ({ outcome }) => own.holds(outcome);
    const tests: Record<typeof step.exclude, Test> = {
      filtered: () => false,
      prediction: ({ prediction }) => prediction.text === null,
      amount: ({ amount }) => amount.text === null,
      outcome: () => false,
      none: () => false,
      score: ({ score }) => score.text === null,
      weight: ({ weight }) => weight.text === null,
      zero: ({ weight }) => weight.number === 0,
    };
    return tests[step.exclude];
  }
  switch (step.fault) {
    case 'prediction':
      return ({ prediction }) => prediction.value === null;
    case 'label':
      return ({ label }) => label.text !== null && label.value === null;
    case 'score':
      return ({ score }) => isNoNumber(score);
    case 'score range':
      return ({ score }) => score.number !== null && Math.abs(score.number) > MAX_ABSOLUTE_SCORE;
    case 'weight':
      return badWeight(plan);
    case 'unit':
      return ({ unit }) => unit !== amountOf(plan)!.unit;
    default: {
      if (isAmountFault(step.fault)) return badAmount(step.fault, amountOf(plan)!.decimals);
      if (isIntervalFault(step.fault)) {
        const isBad = badInterval(step.fault, amountOf(plan)!.decimals);
        return ({ interval }) => isBad(interval);
      }
      if (isOutcomeRole(step.fault)) {
        const fault = binding!.faults.find(({ role }) => role === step.fault)!;
        return ({ outcome }) => fault.holds(outcome);
      }
      const index = Number(step.fault.slice('bins:'.length));
      return ({ binned }) => isNoNumber(binned[index]!);
    }
  }
}

function badWeight(plan: ReadPlan): Test {
  const isCount = plan.weightKind === 'count';
  return ({ weight: { number } }) =>
    number === null || number < 0 || number > plan.largestWeight || (isCount && !Number.isInteger(number));
}

const isOutcomeRole = (role: FaultRole): role is OutcomeRole => role.startsWith('outcome:');

const isAmountFault = (role: FaultRole): role is AmountFault => /^(amount|actual) /.test(role);

/** Whether an amount, or the amount of the label, has a fault; each is asked only where the ones before it do not hold. */
function badAmount(role: AmountFault, decimals: number): Test {
  const [which, fault] = role.split(' ') as ['amount' | 'actual', string];
  const tests: Record<string, (number: number) => boolean> = {
    negative: (number) => number < 0,
    range: (number) => isTooLarge(number, decimals),
    decimals: (number) => partsOf(number, decimals) === null,
  };
  const test = tests[fault];
  if (test === undefined) return (values) => isNoNumber(values[which]);
  return (values) => {
    const { number } = values[which];
    return number !== null && test(number);
  };
}

function fateMaker(plan: ReadPlan, step: FateStep): (values: ReadValues) => UncountedFate {
  if ('exclude' in step) {
    const fate = { excluded: EXCLUSIONS[step.exclude] };
    return () => fate;
  }
  const role = step.fault;
  const fate = (column: string, text: string | null): UncountedFate => ({ fault: { role, column, text: text ?? '' } });
  switch (role) {
    case 'prediction':
      return ({ prediction }) => fate(plan.prediction!.column, prediction.text);
    case 'label':
      return ({ label }) => fate(plan.label!.column, label.text);
    case 'score':
    case 'score range':
      return ({ score }) => fate(plan.score!, score.text);
    case 'weight':
      return ({ weight }) => fate(plan.weight!, weight.text);
    case 'unit':
      return ({ unit }) => fate(amountOf(plan)!.unitColumn!, unit);
    default: {
      if (isOutcomeRole(role)) {
        const { columns, faults } = outcomeBinding(plan.outcome)!;
        const { at } = faults.find((fault) => fault.role === role)!;
        return ({ outcome }) => fate(columns[at]!.column, outcome[at]!.text);
      }
      if (isAmountFault(role)) {
        const { column, label } = amountOf(plan)!;
        return role.startsWith('amount')
          ? ({ amount }) => fate(column, amount.text)
          : ({ actual }) => fate(label!, actual.text);
      }
      if (isIntervalFault(role)) {
        const end = faultyEnd(role);
        return ({ interval }) => fate(amountOf(plan)!.interval![end], interval[end].text);
      }
      const index = Number(role.slice('bins:'.length));
      return ({ binned }) => fate(plan.attributes[index]!.column, binned[index]!.text);
    }
  }
}

function rowMaker(plan: ReadPlan): (values: ReadValues) => TallyRow {
  const { cutoff, keepScores } = plan;
  const isWeighted = plan.weight !== null;
  return ({ groups, label, prediction, score, weight }) => ({
    values: groups,
    label: label.value,
    prediction: cutoff === null ? prediction.value! : score.number! >= cutoff ? 1 : 0,
    // -0 and 0 are the same score.
    score: keepScores && score.number !== null ? score.number + 0 : null,
    weight: isWeighted ? weight.number! : 1,
  });
}

function unnamedReader(plan: ReadPlan): (values: ReadValues) => Unnamed | null {
  const named = (binding: ReadPlan['label']): ReadonlySet<string> | null =>
    binding !== null && isOneSided(binding) ? new Set(namedValues(binding)) : null;
  const [label, prediction] = [named(plan.label), named(plan.prediction)];
  if (label === null && prediction === null) return () => null;
  const other = (text: string | null, names: ReadonlySet<string> | null): string | null =>
    text === null || names === null || names.has(text) ? null : text;
  return (values) => ({
    label: other(values.label.text, label),
    prediction: other(values.prediction.text, prediction),
  });
}
