import { agree, counted } from '../../../core/base/counted.js';
import { decimalsBesides, formatPlain } from '../../../core/charts/index.js';
import type { GroupKey } from '../../../core/fairness/tally/index.js';
import { isBoundedLikely, isLargestOf, rangeText, showsAnother, unitOfGap } from '../../../core/policy/judge/index.js';
import {
  compositeOf,
  countedIn,
  levelText,
  type RequirementResult,
  type Verdict,
} from '../../../core/policy/sections/index.js';
import type { AuditResult } from '../../../domain/audits/result/index.js';
import {
  allowedEnds,
  auditedWord,
  boundText,
  boundValueText,
  estimateText,
  isLevelChange,
  isValue,
  metricKey,
  spanText,
} from '../../../domain/wording/index.js';
import { onOneLine } from './error.js';
import type { Paint } from './paint.js';

const MARK: Record<Verdict, string> = { pass: '✓', fail: '✗', inconclusive: '?', not_applicable: '–' };
const COLOUR = { pass: 'green', fail: 'red', inconclusive: 'yellow', not_applicable: 'dim' } as const;
const WORD: Record<Verdict, string> = {
  pass: 'passed',
  fail: 'failed',
  inconclusive: 'inconclusive',
  not_applicable: 'not applicable',
};

/** Number of decimals for rates and gaps; the files carry full precision. */
const DECIMALS = 3;
const MARGIN = 6;

/** The verdict for a terminal: one block per requirement, and one line on the tally. */
export function verdictBlock(
  result: AuditResult,
  paint: Paint,
  options: { columns: number; auditPath: string | null },
): string {
  const lines = [headline(result, paint), ...cautionLines(result, paint, options.columns), ''];
  for (const requirement of result.requirements) lines.push(...requirementLines(requirement, paint, options), '');
  lines.push(tallyLine(result, paint), '');
  return lines.join('\n');
}

function headline(result: AuditResult, paint: Paint): string {
  const { policy, data } = result;
  const excluded = data.excluded.reduce((sum, e) => sum + e.rows, 0);
  const parts = [
    paint('bold', `${onOneLine(policy.name)} ${onOneLine(policy.version)}`),
    peopleOf(result),
    ...(excluded > 0 ? [`${counted(count(excluded), 'row')} excluded`] : []),
    ...(data.unlabelled > 0 ? [`${count(data.unlabelled)} unlabelled`] : []),
  ];
  return parts.join(paint('dim', ' · '));
}

/** Number of people; in a survey the people in the sample, with the number that they stand for. */
function peopleOf(result: AuditResult): string {
  const { n, rows, effectiveN } = result.overall;
  if (rows === undefined || effectiveN === undefined) return counted(count(n), auditedWord(result));
  return `${counted(count(rows), 'person')}, weighted to ${count(Math.round(n))} (effective size ${count(Math.floor(effectiveN))})`;
}

/** Most cautions shown in the terminal; the report has all of them. */
const MOST_CAUTIONS = 3;

function cautionLines({ cautions = [] }: AuditResult, paint: Paint, columns: number): string[] {
  const left = cautions.length - MOST_CAUTIONS;
  const texts = [
    ...cautions.slice(0, MOST_CAUTIONS).map(({ message, remedy }) => `${message}. ${remedy}`),
    ...(left > 0
      ? [`${counted(left, 'further warning')} about groups ${agree(left, 'is', 'are')} in the report.`]
      : []),
  ];
  return texts.flatMap((text) => wrap(`! ${onOneLine(text)}`, columns - MARGIN).map((line) => paint('yellow', line)));
}

function requirementLines(
  r: RequirementResult,
  paint: Paint,
  options: { columns: number; auditPath: string | null },
): string[] {
  const mark = paint(COLOUR[r.verdict], r.waived ? '~' : MARK[r.verdict]);
  const severity = r.severity === 'warn' ? paint('dim', ' (warns)') : '';
  const waived = r.waived ? ` waived until ${r.waived.until} by ${onOneLine(r.waived.owner)}` : '';
  const given = r.given === undefined ? '' : ` given ${r.given.join(' x ')}`;
  const of = r.from !== undefined ? '' : r.by.length === 0 ? ' of everyone' : ` by ${r.by.join(' x ')}${given}`;
  const first = `${mark} ${paint('bold', r.id)}${severity}  ${measured(r)}${of}${waived}`;
  const indent = '    ';
  const numbers = numbersOf(r);
  const pair = pairOf(r);
  const dig = options.auditPath ? [`${indent}${paint('dim', `tribune why ${options.auditPath} ${r.id}`)}`] : [];
  return [
    first,
    `${indent}${numbers}${pair ? `   ${pair}` : ''}`,
    ...wrap(onOneLine(r.message), options.columns - MARGIN).map((line) => `${indent}${line}`),
    `${indent}${paint('dim', `basis: ${r.basis.kind}, ${onOneLine(r.basis.source)}`)}`,
    ...(r.verdict === 'pass' ? [] : dig),
  ];
}

/** The estimate, or the range that unseen labels leave, with the interval and the bound. */
function numbersOf(r: RequirementResult): string {
  if (r.unseen !== undefined) return `${rangeText(r.unseen.bounds)} ${interval(r)} ${bound(r)}`;
  if (r.likely !== undefined && isBoundedLikely(r)) return `${rangeText(r.likely.bounds)} ${interval(r)} ${bound(r)}`;
  if (r.estimate === null) return 'not estimable';
  const estimate = unitOfGap(r) !== undefined ? estimateText(r) : number(r.estimate, endsBeside(r));
  return `${estimate} ${interval(r)} ${bound(r)}`;
}

/** What is bounded, by the names of the policy: `favourable_rate ratio`; a composite measure says by itself what is compared. */
const measured = (r: RequirementResult): string =>
  r.from !== undefined
    ? `${onOneLine(r.from.measure ?? r.from.field)} in ${onOneLine(r.from.result)}`
    : compositeOf(r.metric) === null
      ? `${metricKey(r)} ${r.compare}`
      : r.metric;

/** The two groups compared, or the one whose value is bounded; nothing where it is everyone. */
function pairOf(r: RequirementResult): string {
  if (r.group === null || r.by.length === 0) return '';
  const group = `${showsAnother(r) ? 'decided by ' : ''}${groupLabel(r.group, r.nGroup, r.metric)}`;
  if (isValue(r)) return group;
  if (isLevelChange(r)) return `${group} against the accepted audit${sizeOf(r.nReference, r.metric)}`;
  return r.reference === null ? '' : `${group} against ${groupLabel(r.reference, r.nReference, r.metric)}`;
}

function tallyLine(result: AuditResult, paint: Paint): string {
  const order: readonly Verdict[] = ['pass', 'fail', 'inconclusive', 'not_applicable'];
  const parts = order
    .map((verdict) => ({
      verdict,
      those: result.requirements.filter((r) => r.verdict === verdict && (verdict === 'pass' || !r.waived)),
    }))
    .filter(({ verdict, those: { length } }) => length > 0 || verdict === 'pass' || verdict === 'fail')
    .map(({ verdict, those }) => paint(COLOUR[verdict], `${those.length} ${WORD[verdict]}${warningsAmong(those)}`));
  const waived = result.requirements.filter((r) => r.waived && r.verdict !== 'pass').length;
  if (waived > 0) parts.push(`${waived} waived`);
  const blocks = result.requirements.some((r) => r.severity === 'block');
  const verdict = blocks
    ? `verdict: ${result.verdict.replace('_', ' ')}`
    : 'nothing blocks: no requirement of the policy can fail the audit';
  return `${parts.join(', ')}   ${paint('bold', verdict)}`;
}

/** How many of what failed or stayed open only warn: ` (1 warns)`, or ` (warns)` where all do; beside `verdict: pass` the count alone would contradict it. */
function warningsAmong(requirements: readonly RequirementResult[]): string {
  const warnings = requirements.filter((r) => r.verdict !== 'pass' && r.severity === 'warn').length;
  if (warnings === 0) return '';
  if (warnings === requirements.length) return warnings === 1 ? ' (warns)' : ' (warn)';
  return warnings === 1 ? ' (1 warns)' : ` (${warnings} warn)`;
}

/** Size of a group: ` (n 1,621)`, or what else the evidence is counted in, ` (80 lists)`. */
function sizeOf(n: number | null, metric?: RequirementResult['metric']): string {
  if (n === null) return '';
  const unit = metric === undefined ? 'person' : countedIn(metric);
  return unit === 'person' ? ` (n ${count(n)})` : ` (${counted(count(n), unit)})`;
}

/** Name of a group with its size: `Caucasian x Male (n 1,621)`. */
export function groupLabel(key: GroupKey, n: number | null, metric?: RequirementResult['metric']): string {
  const values = Object.values(key).map((value) => (value === null ? 'unknown' : onOneLine(value)));
  return `${values.join(' x ')}${sizeOf(n, metric)}`;
}

/** Three decimals, more where they would put the number onto a bound beside it or across: 0.79996 beside 0.8. */
export function number(value: number, beside: readonly (number | null)[] = []): string {
  const bounds = beside.filter((bound) => bound !== null && Number.isFinite(bound)) as number[];
  return value.toFixed(decimalsBesides([value], bounds, DECIMALS));
}

/** The ends of what is allowed, which stand beside an estimate. */
function endsBeside(r: RequirementResult): readonly (number | null)[] {
  const { lower, upper } = allowedEnds(r);
  return [lower, upper];
}

/**
 * The interval that the verdict rests on: for a failure (or an open result) the simultaneous one, for a pass the plain one. The interval of a measure
 * that is the largest of several allows for all of them by itself; the simultaneous one is of the gap that decides.
 */
function interval(r: RequirementResult): string {
  const shown =
    r.simultaneous && r.evidence === 'violation' && !isLargestOf(r) && !estimateAllowed(r) ? r.simultaneous : r;
  if (shown.lower === null && shown.upper === null) return '[no interval]';
  const end = (value: number | null, word: string): string =>
    value === null || !Number.isFinite(value) ? `no ${word} end` : number(value, endsBeside(r));
  const level = shown === r ? '' : ` at ${levelText(shown.level)}`;
  if (unitOfGap(r) !== undefined) return `${spanText(r, shown)}${level}`;
  return `[${end(shown.lower, 'lower')}, ${end(shown.upper, 'upper')}]${level}`;
}

function estimateAllowed({ estimate, allowed }: RequirementResult): boolean {
  if (estimate === null || allowed === undefined) return false;
  const { lower, upper } = allowed;
  return (lower === null || estimate >= lower) && (upper === null || estimate <= upper);
}

/** Id of a test of the change since the accepted audit, which has no bound of its own. */
const AGAINST_BASELINE = /@baseline$/;

function bound(r: RequirementResult): string {
  if (AGAINST_BASELINE.test(r.id)) return `change, above ${r.compare === 'ratio' ? 1 : 0} is worse`;
  if (isLevelChange(r)) return boundText(r);
  const { lower, upper } = allowedEnds(r);
  const show = (value: number): string => (unitOfGap(r) === undefined ? formatPlain(value) : boundValueText(r, value));
  if (r.compare === 'difference' && upper !== null && lower === -upper) return `within ±${show(upper)}`;
  const ends = r.brokenBound
    ? { lower: r.brokenBound.min ?? null, upper: r.brokenBound.max ?? null }
    : { lower, upper };
  const parts = [
    ends.lower === null ? '' : `≥ ${show(ends.lower)}`,
    ends.upper === null ? '' : `≤ ${show(ends.upper)}`,
  ];
  return parts.filter((part) => part !== '').join(' and ');
}

const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

export function count(n: number): string {
  return counts.format(n);
}

/** Spaces at which no line breaks: before a percent sign and around an equals sign, as in `95 %` and `(n = 118)`. */
const FIRM_SPACE = / (?=[%=])|(?<==) /g;
const NO_BREAK = '\u00a0';

/** Breaks a sentence into lines at spaces. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.replaceAll(FIRM_SPACE, NO_BREAK).split(' ')) {
    if (line && line.length + word.length + 1 > width) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return (line ? [...lines, line] : lines).map((one) => one.replaceAll(NO_BREAK, ' '));
}
