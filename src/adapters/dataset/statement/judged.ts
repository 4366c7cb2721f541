import { MAX_ABSOLUTE_SCORE } from '../../../core/fairness/tally/index.js';
import {
  amountOf,
  EXCLUSIONS,
  type ExclusionName,
  type FaultRole,
  fateSteps,
  isIntervalFault,
  isOneSided,
  type OutcomeRole,
  outcomeBinding,
  type ReadPlan,
} from '../../../core/policy/bind/index.js';
import { numberNames } from '../../../core/policy/where/index.js';
import {
  AMOUNT_COLUMNS,
  amountColumns,
  amountFault,
  INTERVAL_COLUMNS,
  intervalFault,
  isAmountRole,
} from '../outcomes/amount/row.js';
import { shownAmount } from '../outcomes/amount/stepped.js';
import { outcomeColumn, outcomeSql } from '../outcomes/index.js';
import { binaryOf } from '../sql/binary.js';
import { binLabel } from '../sql/bins.js';
import { plainNumber, plainText, presentText, valueText } from '../sql/columns.js';
import { type Dialect, doubleLiteral } from '../sql/dialect.js';
import { FIRST_FAULT } from '../sql/where.js';
import { isTextName, type RowWork, type StepColumn, scaled } from './raw.js';

interface Column {
  readonly name: string;
  readonly sql: string;
}

/** Columns that a step passes on unchanged, where they exist. */
const PASSED = [
  'k',
  'held',
  'keep',
  'kt',
  'file',
  'cut',
  'quantity',
  'b',
  'wu',
  'fw',
  'fw2',
  'fs',
  'fs2',
  'f1',
  'lo',
  'hi',
];

/**
 * Step `vals`: computes texts and numbers from the raw columns. Names of texts end in `t`, those of numbers in `n`; a missing value is
 * NULL.
 */
export function valueColumns(plan: ReadPlan, raw: readonly StepColumn[], dialect: Dialect): Column[] {
  const kinds = new Map(raw.map(({ name, kind }) => [name, kind]));
  const columns: Column[] = PASSED.filter((name) => kinds.has(name)).map((name) => ({ name, sql: name }));
  const textOf = (name: string): string => valueText(dialect, { sql: name, kind: kinds.get(name)! }, plan.missing);
  // A score or weight that is NaN is at fault, not missing, so its text stays to be shown.
  const numericText = (name: string): string =>
    presentText(dialect, plainText(dialect, { sql: name, kind: kinds.get(name)! }), plan.missing);
  const numberOf = (name: string): string => {
    const isText = isTextName(name);
    const column = { sql: name, kind: kinds.get(name)! };
    return plainNumber(dialect, kinds.has(isText) ? { ...column, isText } : column);
  };
  plan.attributes.forEach((attribute, index) => {
    columns.push({ name: `at${index}`, sql: textOf(`r${index}`) });
    if (attribute.bins !== null) columns.push({ name: `an${index}`, sql: numberOf(`r${index}`) });
  });
  if (kinds.has('rl')) columns.push({ name: 'lt', sql: textOf('rl') });
  if (kinds.has('rp')) columns.push({ name: 'pt', sql: textOf('rp') });
  if (kinds.has('rs')) {
    columns.push({ name: 'st', sql: numericText('rs') });
    columns.push({ name: 'sn', sql: kinds.has('far') ? 'far' : scaled(dialect, numberOf('rs'), plan.scoreScale) });
  }
  for (const [raw, text, number] of AMOUNT_COLUMNS) {
    if (!kinds.has(raw)) continue;
    const shown = { text: textOf(raw), number: numberOf(raw) };
    const { text: t, number: n } =
      kinds.has('held') && raw === 'ra' ? shownAmount(shown.text, shown.number, dialect) : shown;
    columns.push({ name: text, sql: t }, { name: number, sql: n });
  }
  for (const [raw, text, number] of INTERVAL_COLUMNS)
    if (kinds.has(raw)) columns.push({ name: text, sql: textOf(raw) }, { name: number, sql: numberOf(raw) });
  for (const [place, { isNumber }] of (outcomeBinding(plan.outcome)?.columns ?? []).entries()) {
    const { raw: name, text, number } = outcomeColumn(place);
    columns.push({ name: text, sql: textOf(name) });
    if (isNumber) columns.push({ name: number, sql: numberOf(name) });
  }
  if (kinds.has('ru')) columns.push({ name: 'ut', sql: textOf('ru') });
  if (kinds.has('rw')) columns.push({ name: 'wt', sql: numericText('rw') }, { name: 'wn', sql: numberOf('rw') });
  return columns;
}

/** Step `judged`: computes groups, label, prediction, score, weight, and the fate of the rows (NULL when they are counted). */
export function judgedColumns(plan: ReadPlan, vals: readonly Column[], dialect: Dialect, work: RowWork): Column[] {
  const there = new Set(vals.map(({ name }) => name));
  const columns: Column[] = PASSED.filter((name) => there.has(name)).map((name) => ({ name, sql: name }));
  plan.attributes.forEach((attribute, index) => {
    const bin = (): string =>
      `CASE WHEN at${index} IS NOT NULL THEN ${binLabel(dialect, `an${index}`, attribute.bins!)} END`;
    columns.push({ name: `g${index}`, sql: attribute.bins === null ? `at${index}` : bin() });
  });
  if (plan.label !== null) columns.push({ name: 'l', sql: binaryOf(dialect, 'lt', plan.label) });
  if (plan.outcome === undefined) columns.push({ name: 'p', sql: predictionOf(plan, dialect, work) });
  else if (work.stepped === null)
    columns.push(
      ...(outcomeSql(plan.outcome, dialect)?.keys ?? amountColumns(amountOf(plan)!, dialect, plan.explained === true)),
    );
  if (plan.keepScores && !work.binned) columns.push({ name: 's', sql: positiveZero(dialect, 'sn') });
  if (plan.weightKind === 'count') columns.push({ name: 'w', sql: 'wn' });
  if (plan.label !== null && isOneSided(plan.label)) columns.push({ name: 'lt', sql: 'lt' });
  if (plan.prediction !== null && isOneSided(plan.prediction)) columns.push({ name: 'pt', sql: 'pt' });
  const { fate, value } = fateOf(plan, dialect, work, there.has('kt'));
  return [...columns, { name: 'fate', sql: fate }, { name: 'fault', sql: value }];
}

function predictionOf(plan: ReadPlan, dialect: Dialect, work: RowWork): string {
  if (plan.prediction !== null) return binaryOf(dialect, 'pt', plan.prediction);
  if (work.scores) return 'cut';
  return `CASE WHEN sn >= ${doubleLiteral(dialect, plan.cutoff!)} THEN 1 WHEN sn IS NOT NULL THEN 0 END`;
}

/** Turns -0 into 0, because both are the same score. Missing values stay missing. */
function positiveZero(dialect: Dialect, number: string): string {
  const zero = doubleLiteral(dialect, 0);
  return `CASE WHEN st IS NULL THEN NULL WHEN ${number} = ${zero} THEN ${zero} ELSE ${number} END`;
}

/**
 * The fate of a row: the filter decides first, then the steps of a plan in their order (core/policy/bind/fates.ts), each as a condition.
 */
function fateOf(plan: ReadPlan, dialect: Dialect, work: RowWork, undecided: boolean): { fate: string; value: string } {
  const cases: { when: string; fate: string; value: string | null }[] = [];
  if (plan.where !== null && undecided) {
    for (const index of numberNames(plan.where).keys())
      cases.push({ when: `keep = ${FIRST_FAULT + index}`, fate: `i:where:${index}`, value: 'kt' });
  }
  if (plan.where !== null) cases.push({ when: 'keep = 0', fate: `x:${EXCLUSIONS.filtered}`, value: null });
  for (const step of fateSteps(plan)) {
    if ('exclude' in step) {
      const when = exclusion(step.exclude, plan, dialect, work);
      cases.push({ when, fate: `x:${EXCLUSIONS[step.exclude]}`, value: null });
    } else cases.push({ ...faultCondition(step.fault, plan, dialect), fate: `i:${step.fault}` });
  }
  const nothing = dialect.asText('NULL');
  const chain = (then: (one: (typeof cases)[number]) => string): string =>
    `CASE ${cases.map((one) => `WHEN ${one.when} THEN ${then(one)}`).join('\n      ')} ELSE ${nothing} END`;
  return { fate: chain((one) => dialect.quoteText(one.fate)), value: chain((one) => one.value ?? nothing) };
}

function exclusion(name: ExclusionName, plan: ReadPlan, dialect: Dialect, work: RowWork): string {
  if (name === 'outcome' || name === 'none') return outcomeSql(plan.outcome, dialect)!.exclusion(name);
  const conditions: Record<Exclude<ExclusionName, 'outcome' | 'none'>, string> = {
    filtered: 'keep = 0',
    prediction: 'pt IS NULL',
    amount: 'mt IS NULL',
    score: work.scores ? '(cut IS NULL AND st IS NULL)' : 'st IS NULL',
    weight: work.weights ? '(wu = 0 AND wt IS NULL)' : 'wt IS NULL',
    zero: `wn = ${doubleLiteral(dialect, 0)}`,
  };
  return conditions[name];
}

/** Condition that a value is at fault, and the expression of that value. */
function faultCondition(role: FaultRole, plan: ReadPlan, dialect: Dialect): { when: string; value: string } {
  switch (role) {
    case 'prediction':
      return { when: `${binaryOf(dialect, 'pt', plan.prediction!)} IS NULL`, value: 'pt' };
    case 'label':
      return { when: `(lt IS NOT NULL AND ${binaryOf(dialect, 'lt', plan.label!)} IS NULL)`, value: 'lt' };
    case 'score':
      return { when: '(st IS NOT NULL AND sn IS NULL)', value: 'st' };
    case 'score range':
      return { when: `(st IS NOT NULL AND abs(sn) > ${doubleLiteral(dialect, MAX_ABSOLUTE_SCORE)})`, value: 'st' };
    case 'weight':
      return { when: badWeight(plan, dialect), value: 'wt' };
    case 'unit':
      return { when: `(ut IS NULL OR ut <> ${dialect.quoteText(amountOf(plan)!.unit)})`, value: 'ut' };
    default: {
      if (isIntervalFault(role)) return intervalFault(role, amountOf(plan)!, dialect);
      if (isAmountRole(role)) return amountFault(role, amountOf(plan)!, dialect);
      if (isOutcomeRole(role)) return outcomeFault(role, plan, dialect);
      const index = role.slice('bins:'.length);
      return { when: `(at${index} IS NOT NULL AND an${index} IS NULL)`, value: `at${index}` };
    }
  }
}

const isOutcomeRole = (role: FaultRole): role is OutcomeRole => role.startsWith('outcome:');

function outcomeFault(role: OutcomeRole, plan: ReadPlan, dialect: Dialect): { when: string; value: string } {
  const { at } = outcomeBinding(plan.outcome)!.faults.find((fault) => fault.role === role)!;
  return { when: outcomeSql(plan.outcome, dialect)!.fault(role), value: outcomeColumn(at).text };
}

/** Condition that a weight is at fault. Usable sampling weights have no text any more, so `wt` is NULL for them. */
function badWeight(plan: ReadPlan, dialect: Dialect): string {
  const count = plan.weightKind === 'count';
  const most = doubleLiteral(dialect, plan.largestWeight);
  const fraction = count ? ` OR wn <> ${dialect.floor('wn')}` : '';
  return `(wt IS NOT NULL AND (wn IS NULL OR wn < ${doubleLiteral(dialect, 0)} OR wn > ${most}${fraction}))`;
}
