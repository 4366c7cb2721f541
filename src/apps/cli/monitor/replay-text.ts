import { counted } from '../../../core/base/counted.js';
import { durationText, SECOND_MS } from '../../../core/base/durations.js';
import { evidenceBeside } from '../../../core/base/evidence-beside.js';
import { percentText } from '../../../core/base/percent-text.js';
import { metricWords } from '../../../core/policy/index.js';
import { measureWords, type RequirementMetric } from '../../../core/policy/sections/index.js';
import type {
  DriftWatch,
  MeanWatch,
  MonitorPlan,
  MonitorSummary,
  ShownCondition,
  StateChange,
  Watch,
} from '../../../domain/monitor/index.js';
import { type FactCondition, factText, factTitle } from '../../../domain/monitor-facts/index.js';
import type { ReplayCounts } from '../../../domain/monitor-replay/index.js';
import type { ExplainedChange } from '../../../domain/monitor-review/index.js';
import { distanceWords, qualityWords } from '../../../domain/wording/index.js';
import { onOneLine } from '../terminal/error.js';
import type { Paint } from '../terminal/paint.js';
import { count, groupLabel, number, wrap } from '../terminal/verdict.js';
import { causeTexts } from './cause-text.js';

const COLOUR = {
  firing: 'red',
  resolved: 'green',
  pending: 'yellow',
  'no-data': 'yellow',
  'not-judged': 'yellow',
  watching: 'dim',
} as const;
const MARK: Readonly<Record<ShownCondition, string>> = {
  firing: '✗',
  resolved: '✓',
  pending: '?',
  'no-data': '–',
  'not-judged': '–',
  watching: '·',
};
/** Most changes that are printed; JSON has them all. */
const MOST_CHANGES = 200;

/** What is watched, and what is not. */
export function planLines(plan: MonitorPlan, name: string, paint: Paint, columns: number): string {
  const head = [
    paint('bold', onOneLine(name)),
    `blocks of ${durationText(plan.blockMs)}`,
    `at most ${counted(plan.falseAlarmsPerDay, 'false alarm')} a day in expectation`,
  ].join(paint('dim', ' · '));
  const indented = (text: string): string[] => wrap(text, columns - 4).map((line) => `    ${line}`);
  return [
    head,
    ...(plan.facts ?? []).map((fact) => `${paint('bold', fact.id)}  ${factTitle(fact)}`),
    ...plan.watches.map((watch) => `${paint('bold', watch.id)}  ${watchText(watch)}`),
    ...plan.unwatched.flatMap(({ requirement, reason, instead }) => [
      `${paint('yellow', `${requirement} is not watched`)}`,
      ...indented(`${reason}.${instead === null ? '' : ` ${instead}`}`),
    ]),
    ...(plan.cluster === null
      ? [
          '',
          ...wrap(
            'Each row is taken as another person: a person who is in a block twice voids the number of false alarms (monitor.cluster).',
            columns,
          ),
        ]
      : []),
    '',
    '',
  ].join('\n');
}

/**
 * What a watch bounds: `selection rate by sex, difference at most 0.05`.
 *
 * @param drift of a series of drift, whose reference is at hand
 */
export function watchText(watch: Watch, drift: StateChange['drift'] | null = null): string {
  const { by, bound, phase, quality } = watch;
  if (watch.kind === 'drift')
    return `${distanceWords(watch)} of ${by.length === 0 ? 'everybody' : `each group by ${by.join(', ')}`} at most ${bound.max} from ${referenceWords(watch)}, and beyond what that may be off as a sample${drift === null ? '' : ` (${number(drift.referenceError)})`}`;
  if (watch.kind === 'means' && watch.band !== undefined) return calibrationText(watch, watch.band);
  const what = quality === null ? measureText(watch) : `share of ${qualityWords(quality)}`;
  const groups = by.length === 0 ? 'of everybody' : `by ${by.join(', ')}`;
  const ends = [
    ...(bound.min === undefined ? [] : [`at least ${bound.min}`]),
    ...(bound.max === undefined ? [] : [`at most ${bound.max}`]),
  ].join(', ');
  const labels = phase === 'labels' ? ', once labels are mature' : '';
  const assumed =
    watch.kind === 'estimates'
      ? `, estimated from scores without labels as long as they are off by at most ${watch.calibrationError}`
      : '';
  const cut =
    watch.metric === 'mean_amount' && watch.kind === 'means' ? `, amounts cut at ${cutText(watch.range)}` : '';
  return `${what} ${groups}, ${comparedText(watch)}${ends}${labels}${cut}${assumed}`;
}

/** How groups, or times, are compared, before the ends of the bound. */
function comparedText(watch: Watch): string {
  const compared = watch.compare === 'value' ? '' : `${watch.compare} `;
  if (watch.kind !== 'changes') return compared;
  return `${compared}${watch.compare === 'ratio' ? 'over' : 'less'} that of ${durationText(watch.overMs)} before, `;
}

/** `label - score of scores from 0.25 to 0.5 by sex, at least -0.05, at most 0.05, once labels are mature`. */
function calibrationText({ by, bound: { min, max } }: MeanWatch, { from, to }: NonNullable<MeanWatch['band']>): string {
  const ends = [...(min === undefined ? [] : [`at least ${min}`]), ...(max === undefined ? [] : [`at most ${max}`])];
  const groups = by.length === 0 ? 'of everybody' : `by ${by.join(', ')}`;
  return `label - score of scores from ${from} to ${to} ${groups}, ${ends.join(', ')}, once labels are mature`;
}

const measureText = ({ measure, component, metric }: Watch): string =>
  measure === undefined ? metricWords((component ?? metric) as RequirementMetric) : measureWords(measure);

const cutText = ({ from, to }: { readonly from: number; readonly to: number }): string =>
  from === 0 ? `${to}` : `${from} and ${to}`;

const referenceWords = ({ baseline }: DriftWatch): string =>
  'firstMs' in baseline ? `that of the first ${durationText(baseline.firstMs)}` : 'that of the policy';

/** The changes of states, one line each; that a series began is not one. */
export function replayLines(changes: readonly ExplainedChange[], paint: Paint, columns: number): string {
  const told = changes.filter(({ state, n }) => state !== 'watching' || n > 0);
  const lines = told.slice(0, MOST_CHANGES).flatMap((change) => changeLines(change, paint, columns));
  const more = told.length - MOST_CHANGES;
  return [...lines, ...(more > 0 ? [`and ${counted(count(more), 'further change')}: --json has them`] : [])]
    .map((line) => `${line}\n`)
    .join('');
}

/** A change of a series, or of a fact, as one sentence without its full stop. */
export function changeText(change: StateChange): string {
  const { at, state, lastDataAt, inhibitedBy, fact } = change;
  if (fact !== undefined) return `${moment(at)}: ${state}, ${factText(fact, state as FactCondition)}`;
  if (state === 'watching') return `${moment(at)}: watched${change.n === 0 ? '' : ' as before'}`;
  if (state === 'no-data') return `${moment(at)}: no data since ${moment(lastDataAt ?? at)}`;
  const causes = inhibitedBy.length === 0 ? '' : `; inhibited by ${inhibitedBy.join(', ')}`;
  return `${moment(at)}: ${state}, ${detailText(change)}${causes}`;
}

function changeLines(change: ExplainedChange, paint: Paint, columns: number): string[] {
  const { at, state, requirement, component } = change;
  const name = component === null ? requirement : `${requirement} (${metricWords(component as RequirementMetric)})`;
  const first = `${moment(at)}  ${paint(COLOUR[state], `${MARK[state]} ${state.padEnd(8)}`)}  ${paint('bold', name)}  ${seriesText(change)}`;
  if (change.fact !== undefined)
    return [
      first,
      ...wrap(factText(change.fact, state as FactCondition), columns - 4).map((line) => paint('dim', `    ${line}`)),
    ];
  if (state === 'watching') return [`${first}  ${paint('dim', 'as before')}`];
  if (state === 'no-data') return [`${first}  ${paint('dim', `none since ${moment(change.lastDataAt ?? change.at)}`)}`];
  const causes = change.inhibitedBy.length === 0 ? '' : `; inhibited by ${change.inhibitedBy.join(', ')}`;
  const details = [`${detailText(change)}${causes}`, ...causeTexts(change)];
  return [
    first,
    ...details.flatMap((text) => wrap(onOneLine(text), columns - 4)).map((line) => paint('dim', `    ${line}`)),
  ];
}

/** A moment without its seconds, which blocks do not have. */
const moment = (iso: string): string => iso.replace(/:\d\d\.\d{3}Z$/, '').replace('T', ' ');

/** Whom a series is about: `f against m`. */
export function seriesText({ series: { group, reference } }: Pick<StateChange, 'series'>): string {
  const label = Object.keys(group).length === 0 ? 'everybody' : groupLabel(group, null);
  return reference === null ? label : `${label} against ${groupLabel(reference, null)}`;
}

function detailText({
  estimate,
  lower,
  upper,
  level,
  n,
  window,
  labelCoverage,
  logEvidence,
  logThreshold,
  drift,
  amounts,
  estimated,
  change,
}: StateChange): string {
  const interval =
    lower === null || upper === null
      ? ''
      : ` (${number(lower)} to ${number(upper)}, ${Number((level * 100).toFixed(2))} %)`;
  const value = estimate === null ? 'undefined' : `${number(estimate)}${interval}`;
  // Of all that was decided about the group: those who are counted may be the labelled alone, or those of a band of scores.
  const labels =
    labelCoverage === null ? '' : `, labels of ${percentText(labelCoverage)} of the decisions of the group known`;
  const index = drift === undefined ? '' : `${reachText(drift)}${indexText(drift)}`;
  const cut =
    amounts?.cut == null || amounts.cut === 0
      ? ''
      : `, ${percentText(amounts.cut)} of the group outside of ${number(amounts.from)} to ${number(amounts.to)}`;
  const assumed =
    estimated === undefined
      ? ''
      : `, estimated without labels if scores are off by at most ${estimated.calibrationError}`;
  const between =
    change?.now == null || change.before === null
      ? ''
      : `, ${number(change.now)} now and ${number(change.before)} ${durationText(change.overSeconds * SECOND_MS)} before,`;
  return `${value}${between} over ${counted(count(n), 'decision')} since ${moment(window.from)}${labels}${cut}${assumed}${index}; evidence ${evidenceBeside(logEvidence, logThreshold)}`;
}

/** How far the bound of drift reaches: its reference is a sample. */
const reachText = ({ tolerance, referenceError, ...of }: NonNullable<StateChange['drift']>): string =>
  `; bound ${tolerance} and ${number(referenceError)} for the error of a reference of ${sampleText(of)}`;

/** What a reference is a sample of: where decisions were counted, how often the same person is taken to be among them. */
function sampleText({
  nReference,
  returns,
}: Pick<NonNullable<StateChange['drift']>, 'nReference' | 'returns'>): string {
  if (returns === null) return counted(count(nReference), 'person');
  const again =
    returns === 1 ? 'if nobody came twice in it' : `if nobody came in more than ${count(returns)} blocks of it`;
  return `${counted(count(nReference), 'decision')} ${again}`;
}

/** The population stability index beside what an unchanged sample of twenty exceeds. */
function indexText({ populationStability }: NonNullable<StateChange['drift']>): string {
  if (populationStability === null) return '';
  const { value, null95 } = populationStability;
  return `; index ${value === null ? 'undefined' : number(value)}, ${number(null95)} by chance`;
}

interface Ending {
  readonly plan: MonitorPlan;
  readonly summary: MonitorSummary;
  readonly counts: ReplayCounts;
}

/** What fires at the end, what was counted, and what could have been found. */
export function summaryLines({ plan, summary, counts }: Ending, paint: Paint, columns: number): string {
  const { blocks, series, alarms, firing } = summary;
  const uncounted = Object.entries(counts.uncounted).map(([reason, n]) => `${count(n)} ${reason}`);
  const sentences = [
    `${counted(count(counts.counted), 'decision')} in ${counted(count(blocks), 'block')}, ${count(series)} series, ${counted(count(alarms), 'alarm')}.`,
    ...(uncounted.length > 0 ? [`Not counted: ${uncounted.join(', ')}.`] : []),
    ...remarksOf({ plan, summary, counts }),
    ...foundText(summary),
  ];
  const last = firing.length === 0 ? paint('green', 'nothing fires') : paint('red', `fires: ${firing.join(', ')}`);
  return [...sentences.flatMap((text) => wrap(onOneLine(text), columns)), paint('bold', last), ''].join('\n');
}

/** What else there is to say of the labels, and of groups that are too small. */
export function remarksOf({ plan, summary, counts }: Ending): string[] {
  const { before, late, withoutTime } = counts.labels;
  const labels = [
    ...(before > 0 ? [`${count(before)} before their decision`] : []),
    ...(late > 0 ? [`${count(late)} after the horizon`] : []),
    ...(withoutTime > 0 ? [`${count(withoutTime)} without a time`] : []),
  ];
  return [
    ...(labels.length > 0 ? [`Labels ${labels.join(', ')}.`] : []),
    ...(counts.immature > 0 ? [`${counted(count(counts.immature), 'decision')} too young for their labels.`] : []),
    ...(summary.series === 0
      ? [`No group has ${counted(plan.minGroupSize, 'decision')} (data.minGroupSize): nothing was watched.`]
      : []),
    ...Object.entries(summary.beyond ?? {}).map(
      ([id, n]) =>
        `${id}: ${counted(count(n), 'decision')} of groups beyond the most that are kept, which nothing watches.`,
    ),
  ];
}

/** For each requirement what would be found within 30 days, of the series that finds most and least. */
function foundText({ detectable }: MonitorSummary): string[] {
  return [...new Set(detectable.map(({ requirement }) => requirement))].map((requirement) => {
    const own = detectable.filter((one) => one.requirement === requirement);
    const found = own.flatMap(({ gapIn30Days }) => gapIn30Days ?? []);
    const none = own.length - found.length;
    const range = found.length === 0 ? [] : [...new Set([number(Math.min(...found)), number(Math.max(...found))])];
    const silent =
      none === 0
        ? ''
        : `${found.length === 0 ? '' : '; '}${count(none)} of ${count(own.length)} series would find none`;
    const from = range.length === 0 ? '' : `found within 30 days with chance 0.8 from ${range.join(' to ')} on`;
    return `${requirement}: ${from}${silent}.`;
  });
}
