import { MAX_ABSOLUTE_SCORE } from '../../../core/fairness/fixed-point.js';
import { MAX_COUNT_WEIGHT, MAX_SAMPLING_WEIGHT } from '../limits.js';
import type { ReadPlan } from '../read-plan.js';
import { binaryOf } from './binary.js';
import { binLabel } from './bins.js';
import { plainNumber, plainText, presentText } from './columns.js';
import { type Dialect, doubleLiteral } from './dialect.js';
import { type RawColumn, scaled } from './raw.js';

/** Why a row is not counted: an exclusion that is reported, or a fault that stops the audit. */
export const EXCLUSIONS = {
  filtered: 'filtered by policy',
  prediction: 'missing prediction',
  score: 'missing score',
  weight: 'missing weight',
  zero: 'weight zero',
} as const;

/** The roles in which a value can be at fault. `bins:0` is the first attribute. */
export type FaultRole = 'prediction' | 'label' | 'score' | 'score range' | 'weight' | `bins:${number}`;

interface Column {
  readonly name: string;
  readonly sql: string;
}

/** Second step: text, numbers and 0/1 out of the raw columns. Texts end in `t`; a missing value is NULL. */
export function valueColumns(plan: ReadPlan, raw: readonly RawColumn[], dialect: Dialect): Column[] {
  const find = (name: string): RawColumn | undefined => raw.find((column) => column.name === name);
  const columns: Column[] = [{ name: 'k', sql: 'k' }];
  const textOf = (name: string, nanIsMissing: boolean): string => {
    const { kind } = find(name)!;
    const missing = nanIsMissing && kind === 'real' ? [...plan.missing, 'nan', 'NaN'] : plan.missing;
    return presentText(dialect, plainText(dialect, { sql: name, kind }), missing);
  };
  if (find('keep')) columns.push({ name: 'keep', sql: 'keep' });
  if (find('file')) columns.push({ name: 'file', sql: 'file' });
  plan.attributes.forEach((attribute, index) => {
    const name = `r${index}`;
    columns.push({ name: `at${index}`, sql: textOf(name, true) });
    if (attribute.bins !== null)
      columns.push({ name: `an${index}`, sql: plainNumber(dialect, { sql: name, kind: find(name)!.kind }) });
  });
  if (find('rl')) columns.push({ name: 'lt', sql: textOf('rl', true) });
  if (find('rp')) columns.push({ name: 'pt', sql: textOf('rp', true) });
  if (find('cut')) columns.push({ name: 'cut', sql: 'cut' });
  for (const name of ['rs', 'rw'].filter(find)) {
    columns.push({ name: `${name[1]}t`, sql: textOf(name, false) });
    const number = plainNumber(dialect, { sql: name, kind: find(name)!.kind });
    columns.push({ name: `${name[1]}n`, sql: name === 'rs' ? scaled(dialect, number, plan.scoreScale) : number });
  }
  return columns;
}

/** Third step: groups, label, prediction, score, weight, and the fate of the row (NULL: counted). */
export function judgedColumns(plan: ReadPlan, dialect: Dialect): Column[] {
  const columns: Column[] = [{ name: 'k', sql: 'k' }];
  plan.attributes.forEach((attribute, index) => {
    const sql =
      attribute.bins === null
        ? `at${index}`
        : `CASE WHEN at${index} IS NOT NULL THEN ${binLabel(dialect, `an${index}`, attribute.bins)} END`;
    columns.push({ name: `g${index}`, sql });
  });
  if (plan.label !== null) columns.push({ name: 'l', sql: binaryOf(dialect, 'lt', plan.label) });
  columns.push({ name: 'p', sql: predictionOf(plan, dialect) });
  if (plan.keepScores) columns.push({ name: 's', sql: positiveZero(dialect, 'sn') });
  if (plan.weight !== null) columns.push({ name: 'w', sql: 'wn' });
  const { fate, value } = fateOf(plan, dialect);
  return [...columns, { name: 'fate', sql: fate }, { name: 'fault', sql: value }];
}

function predictionOf(plan: ReadPlan, dialect: Dialect): string {
  if (plan.prediction !== null) return binaryOf(dialect, 'pt', plan.prediction);
  if (!plan.keepScores) return 'cut';
  return `CASE WHEN sn >= ${doubleLiteral(dialect, plan.cutoff!)} THEN 1 WHEN sn IS NOT NULL THEN 0 END`;
}

/** -0 and 0 are one score. Missing ones stay missing. */
function positiveZero(dialect: Dialect, number: string): string {
  const zero = doubleLiteral(dialect, 0);
  return `CASE WHEN st IS NULL THEN NULL WHEN ${number} = ${zero} THEN ${zero} ELSE ${number} END`;
}

/** Exclusions come first: a value that no number rests on cannot be at fault. */
function fateOf(plan: ReadPlan, dialect: Dialect): { fate: string; value: string } {
  const cases: { when: string; fate: string; value: string }[] = [];
  const exclude = (when: string, reason: string): void => {
    cases.push({ when, fate: `x:${reason}`, value: 'NULL' });
  };
  const fault = (when: string, role: FaultRole, value: string): void => {
    cases.push({ when, fate: `i:${role}`, value });
  };
  if (plan.where !== null) exclude('keep = 0', EXCLUSIONS.filtered);
  if (plan.prediction !== null) exclude('pt IS NULL', EXCLUSIONS.prediction);
  else exclude(plan.keepScores ? 'st IS NULL' : '(cut IS NULL AND st IS NULL)', EXCLUSIONS.score);
  if (plan.weight !== null) exclude('wt IS NULL', EXCLUSIONS.weight);
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
  const text = (value: string): string => dialect.quoteText(value);
  const nothing = dialect.asText('NULL');
  return {
    fate: `CASE ${cases.map(({ when, fate }) => `WHEN ${when} THEN ${text(fate)}`).join('\n      ')} ELSE ${nothing} END`,
    value: `CASE ${cases.map(({ when, value }) => `WHEN ${when} THEN ${value === 'NULL' ? nothing : value}`).join('\n      ')} ELSE ${nothing} END`,
  };
}

function badWeight(plan: ReadPlan, dialect: Dialect): string {
  const count = plan.weightKind === 'count';
  const most = doubleLiteral(dialect, count ? MAX_COUNT_WEIGHT : MAX_SAMPLING_WEIGHT);
  const fraction = count ? ` OR wn <> ${dialect.floor('wn')}` : '';
  return `(wn IS NULL OR wn < ${doubleLiteral(dialect, 0)} OR wn > ${most}${fraction})`;
}
