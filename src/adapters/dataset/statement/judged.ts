import { MAX_ABSOLUTE_SCORE } from '../../../core/fairness/tally/index.js';
import { numberNames } from '../../../core/policy/where/index.js';
import { MAX_COUNT_WEIGHT, MAX_SAMPLING_WEIGHT } from '../plan/limits.js';
import type { ReadPlan } from '../plan/read-plan.js';
import { binLabel } from '../sql/bins.js';
import { plainNumber, plainText, presentText, valueText } from '../sql/columns.js';
import { type Dialect, doubleLiteral } from '../sql/dialect.js';
import { FIRST_FAULT } from '../sql/where.js';
import { binaryOf } from './binary.js';
import { type RowWork, type StepColumn, scaled } from './raw.js';

/** Why a row is not counted: an exclusion that is reported, or a fault that stops the audit. */
export const EXCLUSIONS = {
  filtered: 'filtered by policy',
  prediction: 'missing prediction',
  score: 'missing score',
  weight: 'missing weight',
  zero: 'weight zero',
} as const;

/** The roles in which a value can be at fault. `bins:0` is the first attribute, `where:0` the first name that the filter compares with a number. */
export type FaultRole =
  | 'prediction'
  | 'label'
  | 'score'
  | 'score range'
  | 'weight'
  | `bins:${number}`
  | `where:${number}`;

interface Column {
  readonly name: string;
  readonly sql: string;
}

/** Columns that a step hands on unchanged, where they are there. */
const PASSED = ['k', 'keep', 'kt', 'file', 'cut', 'b', 'wu', 'fw', 'fw2', 'fs', 'fs2', 'f1', 'lo', 'hi'];

/** Step `vals`: text, numbers out of the raw columns. Texts end in `t`, numbers in `n`; a missing value is NULL. */
export function valueColumns(plan: ReadPlan, raw: readonly StepColumn[], dialect: Dialect): Column[] {
  const kinds = new Map(raw.map(({ name, kind }) => [name, kind]));
  const columns: Column[] = PASSED.filter((name) => kinds.has(name)).map((name) => ({ name, sql: name }));
  const textOf = (name: string): string => valueText(dialect, { sql: name, kind: kinds.get(name)! }, plan.missing);
  // A score or weight that is NaN is at fault, not missing: its text stays, to be shown.
  const numericText = (name: string): string =>
    presentText(dialect, plainText(dialect, { sql: name, kind: kinds.get(name)! }), plan.missing);
  const numberOf = (name: string): string => plainNumber(dialect, { sql: name, kind: kinds.get(name)! });
  plan.attributes.forEach((attribute, index) => {
    columns.push({ name: `at${index}`, sql: textOf(`r${index}`) });
    if (attribute.bins !== null) columns.push({ name: `an${index}`, sql: numberOf(`r${index}`) });
  });
  if (kinds.has('rl')) columns.push({ name: 'lt', sql: textOf('rl') });
  if (kinds.has('rp')) columns.push({ name: 'pt', sql: textOf('rp') });
  if (kinds.has('rs')) {
    columns.push({ name: 'st', sql: numericText('rs') });
    columns.push({ name: 'sn', sql: scaled(dialect, numberOf('rs'), plan.scoreScale) });
  }
  if (kinds.has('rw')) columns.push({ name: 'wt', sql: numericText('rw') }, { name: 'wn', sql: numberOf('rw') });
  return columns;
}

/** Step `judged`: groups, label, prediction, score, weight, and the fate of the rows (NULL: counted). */
export function judgedColumns(plan: ReadPlan, vals: readonly Column[], dialect: Dialect, work: RowWork): Column[] {
  const there = new Set(vals.map(({ name }) => name));
  const columns: Column[] = PASSED.filter((name) => there.has(name)).map((name) => ({ name, sql: name }));
  plan.attributes.forEach((attribute, index) => {
    const bin = (): string =>
      `CASE WHEN at${index} IS NOT NULL THEN ${binLabel(dialect, `an${index}`, attribute.bins!)} END`;
    columns.push({ name: `g${index}`, sql: attribute.bins === null ? `at${index}` : bin() });
  });
  if (plan.label !== null) columns.push({ name: 'l', sql: binaryOf(dialect, 'lt', plan.label) });
  columns.push({ name: 'p', sql: predictionOf(plan, dialect, work) });
  if (plan.keepScores && !work.binned) columns.push({ name: 's', sql: positiveZero(dialect, 'sn') });
  if (plan.weightKind === 'count') columns.push({ name: 'w', sql: 'wn' });
  const { fate, value } = fateOf(plan, dialect, work, there.has('kt'));
  return [...columns, { name: 'fate', sql: fate }, { name: 'fault', sql: value }];
}

function predictionOf(plan: ReadPlan, dialect: Dialect, work: RowWork): string {
  if (plan.prediction !== null) return binaryOf(dialect, 'pt', plan.prediction);
  if (work.scores) return 'cut';
  return `CASE WHEN sn >= ${doubleLiteral(dialect, plan.cutoff!)} THEN 1 WHEN sn IS NOT NULL THEN 0 END`;
}

/** -0 and 0 are one score. Missing ones stay missing. */
function positiveZero(dialect: Dialect, number: string): string {
  const zero = doubleLiteral(dialect, 0);
  return `CASE WHEN st IS NULL THEN NULL WHEN ${number} = ${zero} THEN ${zero} ELSE ${number} END`;
}

/** Exclusions come first: a value that no number rests on cannot be at fault. Before them only what decides whether there is one. */
function fateOf(plan: ReadPlan, dialect: Dialect, work: RowWork, undecided: boolean): { fate: string; value: string } {
  const cases: { when: string; fate: string; value: string | null }[] = [];
  const exclude = (when: string, reason: string): void => {
    cases.push({ when, fate: `x:${reason}`, value: null });
  };
  const fault = (when: string, role: FaultRole, value: string): void => {
    cases.push({ when, fate: `i:${role}`, value });
  };
  if (plan.where !== null && undecided) {
    for (const index of numberNames(plan.where).keys()) fault(`keep = ${FIRST_FAULT + index}`, `where:${index}`, 'kt');
  }
  if (plan.where !== null) exclude('keep = 0', EXCLUSIONS.filtered);
  if (plan.prediction !== null) exclude('pt IS NULL', EXCLUSIONS.prediction);
  else exclude(work.scores ? '(cut IS NULL AND st IS NULL)' : 'st IS NULL', EXCLUSIONS.score);
  if (plan.weight !== null) exclude(work.weights ? '(wu = 0 AND wt IS NULL)' : 'wt IS NULL', EXCLUSIONS.weight);
  if (plan.prediction !== null) fault(`${binaryOf(dialect, 'pt', plan.prediction)} IS NULL`, 'prediction', 'pt');
  if (plan.label !== null) fault(`(lt IS NOT NULL AND ${binaryOf(dialect, 'lt', plan.label)} IS NULL)`, 'label', 'lt');
  if (plan.score !== null) {
    fault('(st IS NOT NULL AND sn IS NULL)', 'score', 'st');
    fault(`(st IS NOT NULL AND abs(sn) > ${doubleLiteral(dialect, MAX_ABSOLUTE_SCORE)})`, 'score range', 'st');
  }
  if (plan.weight !== null) fault(badWeight(plan, dialect), 'weight', 'wt');
  plan.attributes.forEach((attribute, index) => {
    if (attribute.bins !== null)
      fault(`(at${index} IS NOT NULL AND an${index} IS NULL)`, `bins:${index}`, `at${index}`);
  });
  if (plan.weight !== null) exclude(`wn = ${doubleLiteral(dialect, 0)}`, EXCLUSIONS.zero);
  const nothing = dialect.asText('NULL');
  const chain = (then: (one: (typeof cases)[number]) => string): string =>
    `CASE ${cases.map((one) => `WHEN ${one.when} THEN ${then(one)}`).join('\n      ')} ELSE ${nothing} END`;
  return { fate: chain((one) => dialect.quoteText(one.fate)), value: chain((one) => one.value ?? nothing) };
}

/** Usable sampling weights have left no text behind, so that `wt` is NULL for them. */
function badWeight(plan: ReadPlan, dialect: Dialect): string {
  const count = plan.weightKind === 'count';
  const most = doubleLiteral(dialect, count ? MAX_COUNT_WEIGHT : MAX_SAMPLING_WEIGHT);
  const fraction = count ? ` OR wn <> ${dialect.floor('wn')}` : '';
  return `(wt IS NOT NULL AND (wn IS NULL OR wn < ${doubleLiteral(dialect, 0)} OR wn > ${most}${fraction}))`;
}
