import { binLabels, type NumberNotation } from '../sections/index.js';
import { numberOf, type RawValue, textOf } from '../where/index.js';
import { type OutcomeValue, outcomeBinding } from './outcomes/index.js';
import { amountOf, type ReadPlan } from './plan.js';
import { binaryReader } from './values/binary.js';

/** The raw value of a column in a row; null or undefined where the row has none. */
export type RowLookup = (column: string) => RawValue;

/** A number that a policy reads, with its text, which is shown where the number is invalid. A null text means that it is missing. */
export interface ReadNumber {
  readonly text: string | null;
  readonly number: number | null;
}

/** A value of a column of 0 and 1. A null text means that it is missing; a null value beside a text, that the text is neither 0 nor 1. */
export interface ReadBinary {
  readonly text: string | null;
  readonly value: 0 | 1 | null;
}

/** The ends of a prediction interval; both without a text where the row has none. */
export interface ReadInterval {
  readonly lower: ReadNumber;
  readonly upper: ReadNumber;
}

/** The values of a row's columns, each read by itself, before anything is decided. */
export interface ReadValues {
  readonly label: ReadBinary;
  readonly prediction: ReadBinary;
  readonly score: ReadNumber;
  readonly weight: ReadNumber;
  /** The decided amount, the amount of the label and the text of the unit; missing where decisions are 0 or 1. */
  readonly amount: ReadNumber;
  readonly actual: ReadNumber;
  readonly unit: string | null;
  /** The prediction interval of the amount. */
  readonly interval: ReadInterval;
  /** The values of other outcomes in the order of their columns; empty where decisions are amounts, or 0 or 1. */
  readonly outcome: readonly OutcomeValue[];
  /** Groups by attribute; for binned attributes the label of the bin, which is also null where the value is no number. */
  readonly groups: readonly (string | null)[];
  /** Values of binned attributes, null for all others. */
  readonly binned: readonly (ReadNumber | null)[];
}

const NO_NUMBER: ReadNumber = { text: null, number: null };
const NO_BINARY: ReadBinary = { text: null, value: null };
const NO_INTERVAL: ReadInterval = { lower: NO_NUMBER, upper: NO_NUMBER };
const NO_AMOUNTS: Amounts = { amount: NO_NUMBER, actual: NO_NUMBER, unit: null, interval: NO_INTERVAL };

/** The texts that mean missing, among them always the empty text. */
export const missingTexts = (plan: Pick<ReadPlan, 'missing'>): ReadonlySet<string> => new Set(['', ...plan.missing]);

/**
 * The text of a value, null where it is missing. Missing are null, empty text, NaN, and the texts of `data.missing`, for attributes,
 * labels, predictions, strata and `where` alike (contracts, Policy).
 */
export function presentText(value: RawValue, missing: ReadonlySet<string>): string | null {
  if (value === null || value === undefined || Number.isNaN(value)) return null;
  const text = textOf(value);
  return missing.has(text) ? null : text;
}

/** Reads the columns that a plan binds. */
export function valuesReader(plan: ReadPlan): (lookup: RowLookup) => ReadValues {
  const missing = missingTexts(plan);
  const binary = (binding: ReadPlan['label']): ((lookup: RowLookup) => ReadBinary) => {
    if (binding === null) return () => NO_BINARY;
    const meaning = binaryReader(binding);
    return (lookup) => {
      const text = presentText(lookup(binding.column), missing);
      return text === null ? NO_BINARY : { text, value: meaning(text) };
    };
  };
  const number = (column: string | null, scale: number): ((lookup: RowLookup) => ReadNumber) =>
    column === null
      ? () => NO_NUMBER
      : (lookup) => readNumber(lookup(column), missing, { scale, numbers: plan.numbers });
  const [label, prediction] = [binary(plan.label), binary(plan.prediction)];
  const [score, weight] = [number(plan.score, plan.scoreScale), number(plan.weight, 1)];
  const attributes = attributesReader(plan, missing);
  const amounts = amountsReader(plan, missing);
  const outcome = outcomeReader(plan, missing);
  return (lookup) => ({
    label: label(lookup),
    prediction: prediction(lookup),
    score: score(lookup),
    weight: weight(lookup),
    ...amounts(lookup),
    outcome: outcome(lookup),
    ...attributes(lookup),
  });
}

type Amounts = Pick<ReadValues, 'amount' | 'actual' | 'unit' | 'interval'>;

/** Reads the amounts of a row. NaN is missing, as for labels. */
function amountsReader(plan: ReadPlan, missing: ReadonlySet<string>): (lookup: RowLookup) => Amounts {
  const amount = amountOf(plan);
  if (amount === undefined) return () => NO_AMOUNTS;
  const { numbers } = plan;
  const { column, label, unitColumn, interval } = amount;
  const read = (value: RawValue): ReadNumber => {
    const text = presentText(value, missing);
    return { text, number: text === null ? null : numberOf(value, numbers) };
  };
  return (lookup) => ({
    amount: read(lookup(column)),
    actual: label === null ? NO_NUMBER : read(lookup(label)),
    unit: unitColumn === null ? null : presentText(lookup(unitColumn), missing),
    interval:
      interval === undefined
        ? NO_INTERVAL
        : { lower: read(lookup(interval.lower)), upper: read(lookup(interval.upper)) },
  });
}

const NOTHING: readonly OutcomeValue[] = [];

/** Reads the columns of an outcome; their numbers only where they are numbers. NaN is missing, as for labels. */
function outcomeReader(
  { outcome, numbers }: ReadPlan,
  missing: ReadonlySet<string>,
): (lookup: RowLookup) => readonly OutcomeValue[] {
  const columns = outcomeBinding(outcome)?.columns ?? [];
  if (columns.length === 0) return () => NOTHING;
  return (lookup) =>
    columns.map(({ column, isNumber }) => {
      const value = lookup(column);
      const text = presentText(value, missing);
      return { text, number: text === null || !isNumber ? null : numberOf(value, numbers) };
    });
}

/** Reads a score or weight. NaN is at fault, not missing, so its text stays to be shown. */
function readNumber(
  value: RawValue,
  missing: ReadonlySet<string>,
  { scale, numbers }: { readonly scale: number; readonly numbers: NumberNotation | undefined },
): ReadNumber {
  if (value === null || value === undefined) return NO_NUMBER;
  const text = textOf(value);
  if (missing.has(text)) return NO_NUMBER;
  const number = numberOf(value, numbers);
  return { text, number: number === null ? null : number / scale };
}

/** What of a plan makes groups. */
type GroupPlan = Pick<ReadPlan, 'attributes' | 'missing' | 'numbers'>;

/** Reads the attributes of a row alone, whatever else a row must have to count; null for one that is not known. */
export function groupsReader(plan: GroupPlan): (lookup: RowLookup) => readonly (string | null)[] {
  const read = attributesReader(plan, missingTexts(plan));
  return (lookup) => read(lookup).groups;
}

function attributesReader(
  plan: GroupPlan,
  missing: ReadonlySet<string>,
): (lookup: RowLookup) => Pick<ReadValues, 'groups' | 'binned'> {
  const columns = plan.attributes.map(({ column }) => column);
  if (plan.attributes.every(({ bins }) => bins === null)) {
    const binned = columns.map(() => null);
    return (lookup) => ({ groups: columns.map((column) => presentText(lookup(column), missing)), binned });
  }
  const bins = plan.attributes.map(({ bins: edges }) => edges && binReader(edges));
  return (lookup) => {
    const groups: (string | null)[] = [];
    const binned = bins.map((labelOf, index) => {
      const value = lookup(columns[index]!);
      const text = presentText(value, missing);
      const number = text === null || labelOf === null ? null : numberOf(value, plan.numbers);
      groups.push(labelOf === null ? text : number === null ? null : labelOf(number));
      return labelOf === null ? null : { text, number };
    });
    return { groups, binned };
  };
}

/** The label of the bin of a number; the lower edge belongs to the bin. */
function binReader(edges: readonly number[]): (number: number) => string {
  const labels = binLabels(edges);
  return (number) => {
    let index = 0;
    while (index < edges.length && !(number < edges[index]!)) index += 1;
    return labels[index]!;
  };
}
