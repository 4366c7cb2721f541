import { EXCLUSIONS, groupsReader, missingTexts, presentText } from '../../core/policy/bind/index.js';
import type { Policy, ReadPlan, RowLookup } from '../../core/policy/index.js';
import { numberOf } from '../../core/policy/where/index.js';
import { binOfScore } from './area.js';
import { type CountedRow, rowPlan, rowReader } from './counted-row.js';
import { factorReader } from './factor.js';
import { binReader, binsOf, DECIDED, type Histogram, pairReader, UNDECIDED } from './histogram.js';
import { listReader } from './list-reader.js';
import { type Steps, scoreSteps } from './moment.js';
import type { Attempt, Observation, PaneShape, Uncounted } from './pane.js';
import { stageReader } from './stage-reader.js';

/** What a decision is to the monitor. */
export type Observed =
  | {
      readonly observation: Observation;
      /** Text of the inputs that are looked for again, where the policy asks: `withSameInputs` says whether they were met. */
      readonly inputs?: string;
    }
  | {
      readonly uncounted: Uncounted;
      /** Of an attempt that came to no decision, where the policy asks for those: whose it was, and its bins. */
      readonly attempt?: Attempt;
    };

/** An observation of which is known whether its inputs were met before in the block. Their histogram is the last one. */
export function withSameInputs(
  { histograms }: Pick<PaneShape, 'histograms'>,
  observation: Observation,
  isAgain: boolean,
): Observation {
  const first = histograms.slice(0, -1).reduce((sum, one) => sum + binsOf(one), 0);
  return { ...observation, bins: [...(observation.bins ?? []), first + (isAgain ? 0 : 1)] };
}

/**
 * Reads decisions as audits read rows (`bind`). A value that does not fit the policy stops no monitor: the decision is counted as unreadable, by the role of the value.
 *
 * @param shape a plan of the same policy
 * @param columnOf the column of an input, or of a declared cause, that the policy names; the name itself unless given
 * @returns a function of a look-up, which gives the raw value of a column by its name
 * @example
 * const observe = observer(policy, plan);
 * observe((column) => ({ sex: 'f', approved: 1 })[column]); // { observation: { values: ['f'], decided: 1, label: null } }
 */
export function observer(
  policy: Policy,
  shape: PaneShape,
  columnOf: (name: string) => string = (name) => name,
): (lookup: RowLookup) => Observed {
  const plan = rowPlan(policy);
  const read = readerOf(policy, shape, plan);
  const columns = factorsOf(policy, shape, { plan, columnOf });
  const named = shape.attributes.slice(0, shape.attributes.length - columns.length);
  const places = named.map((name) => plan.attributes.findIndex((attribute) => attribute.name === name));
  const binsOfRow = binsReader(policy, shape.histograms, { plan, columnOf });
  const scored = scoreReader(policy, shape, plan);
  const inputs = inputsReader(policy, shape.histograms, { plan, columnOf });
  const attemptOf = attemptReader(shape.histograms, { plan, columnOf });
  return (lookup) => {
    const seen = read(lookup);
    if ('uncounted' in seen) {
      if (attemptOf === null || !UNDECIDED_REASONS.has(seen.uncounted)) return seen;
      const { groups, bins } = attemptOf(lookup);
      const whose = [
        ...places.map((place) => groups[place]!),
        ...columns.map(({ column, read: of }) => of(lookup(column))),
      ];
      return { ...seen, attempt: { values: whose, bins } };
    }
    const { values } = seen.row;
    const own: (string | null)[] = places.map((place) => values[place]!);
    for (const { column, read: factorOf } of columns) own.push(factorOf(lookup(column)));
    const observation = { ...seen.row, values: own, ...scored?.(lookup, seen.row.decided) };
    const whole = binsOfRow === null ? observation : { ...observation, bins: binsOfRow(lookup) };
    return inputs === null ? { observation: whole } : { observation: whole, inputs: inputs(lookup) };
  };
}

/** Reasons of rows that say nothing of what was decided. */
const UNDECIDED_REASONS: ReadonlySet<string> = new Set(
  (['prediction', 'amount', 'outcome', 'none'] as const).map((name) => `excluded: ${EXCLUSIONS[name]}`),
);

/** Gives the groups of an attempt that came to no decision, and its bins; null where no policy asks for those. */
function attemptReader(
  histograms: readonly Histogram[],
  { plan, columnOf }: { readonly plan: ReadPlan; readonly columnOf: (input: string) => string },
): ((lookup: RowLookup) => { readonly groups: readonly (string | null)[]; readonly bins: readonly number[] }) | null {
  const missing = missingTexts(plan);
  let first = 0;
  const own = histograms.flatMap((histogram) => {
    const from = first;
    first += binsOf(histogram);
    const { of } = histogram;
    return of.kind === 'undecided' ? [{ from, column: of.column === null ? null : columnOf(of.column) }] : [];
  });
  if (own.length === 0) return null;
  const groupsOf = groupsReader(plan);
  return (lookup) => ({
    groups: groupsOf(lookup),
    bins: own.flatMap(({ from, column }) =>
      column === null || presentText(lookup(column), missing) !== null ? [from + UNDECIDED] : [],
    ),
  });
}

function readerOf(policy: Policy, shape: PaneShape, plan: ReadPlan): (lookup: RowLookup) => CountedRow {
  switch (policy.data.outcome?.type) {
    case 'stages':
      return stageReader(policy, shape);
    case 'ranking':
      return listReader(policy);
    default:
      return rowReader(plan, shape);
  }
}

/** The columns of declared causes, with how their values are read: the score of the policy on its own scale. */
function factorsOf(
  { data }: Policy,
  { factors }: PaneShape,
  { plan, columnOf }: { readonly plan: ReadPlan; readonly columnOf: (name: string) => string },
): { readonly column: string; readonly read: ReturnType<typeof factorReader> }[] {
  const missing = missingTexts(plan);
  return (factors?.columns ?? []).map((one) => {
    const column = columnOf(one.column);
    const scale = column === data.score ? data.scoreScale : 1;
    return { column, read: factorReader(one, { missing, numbers: data.numbers, scale }) };
  });
}

/** Gives the steps of a row in each moment of scores, and its bin in each area; null where there are neither. A score that is none has no step, and no bin. */
function scoreReader(
  { data }: Policy,
  { moments = [], areas = [] }: PaneShape,
  plan: ReadPlan,
): ((lookup: RowLookup, decided: number) => Pick<Observation, 'steps' | 'areas'>) | null {
  const isSummed = data.score !== null && moments.length > 0;
  if (!isSummed && areas.length === 0) return null;
  const missing = missingTexts(plan);
  return (lookup, decided) => {
    const value = lookup(data.score!);
    const number = presentText(value, missing) === null ? null : numberOf(value, data.numbers);
    const score = number === null ? null : number / data.scoreScale;
    return {
      ...(isSummed
        ? { steps: moments.map((moment): Steps => (score === null ? null : scoreSteps(moment, score, decided))) }
        : {}),
      ...(areas.length === 0 ? {} : { areas: areas.map((area) => (score === null ? null : binOfScore(area, score))) }),
    };
  };
}

/**
 * Gives the text of the inputs that are looked for again; null where none are. Somebody of whom two stages are decided in a block says the same at both and
 * is nobody else, so that the stage of a record is part of it.
 */
function inputsReader(
  { data: { outcome } }: Policy,
  histograms: readonly Histogram[],
  { plan, columnOf }: { readonly plan: ReadPlan; readonly columnOf: (input: string) => string },
): ((lookup: RowLookup) => string) | null {
  const of = histograms.at(-1)?.of;
  if (of?.kind !== 'same-inputs') return null;
  const columns = of.columns.map(columnOf);
  const stages = outcome?.type === 'stages' ? outcome.stages : [];
  const missing = missingTexts(plan);
  return (lookup) => {
    const stage = stages.findIndex(({ column }) => presentText(lookup(column), missing) !== null);
    return JSON.stringify([stage, ...columns.map((column) => lookup(column) ?? null)]);
  };
}

/** Gives the bin of a row in each histogram, counted through all of them; null where there are none. */
function binsReader(
  { data }: Policy,
  histograms: readonly Histogram[],
  { plan, columnOf }: { readonly plan: ReadPlan; readonly columnOf: (input: string) => string },
): ((lookup: RowLookup) => number[]) | null {
  const own = histograms.filter(({ of }) => of.kind !== 'same-inputs');
  if (own.length === 0) return null;
  const missing = missingTexts(plan);
  let first = 0;
  const readers = own.map((histogram): ((lookup: RowLookup) => number) => {
    const of = histogram.of as Exclude<Histogram['of'], { readonly kind: 'same-inputs' }>;
    const from = first;
    first += binsOf(histogram);
    const reading = { missing, numbers: data.numbers, scale: of.kind === 'score' ? data.scoreScale : 1 };
    if (of.kind === 'undecided') return () => from + DECIDED;
    if (of.kind === 'pair') {
      const [one, other] = of.inputs.map(({ column }) => columnOf(column)) as [string, string];
      const read = pairReader(of.inputs, reading);
      return (lookup) => from + read(lookup(one), lookup(other));
    }
    const read = binReader(histogram, reading);
    const column = of.kind === 'score' ? data.score! : columnOf(of.column);
    return (lookup) => from + read(lookup(column));
  });
  return (lookup) => readers.map((read) => read(lookup));
}
