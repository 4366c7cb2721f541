import { counted } from '../../../../core/base/counted.js';
import { formatCount, formatValue } from '../../../../core/charts/index.js';
import { levelText } from '../../../../core/policy/sections/index.js';
import type { AuditResult, GroupResult } from '../../../audits/result/index.js';
import { facts, folded, groupName, h, type Markup, p, table } from '../../../pages/parts/index.js';
import {
  amountUnit,
  attributeSets,
  auditedHead,
  auditedWord,
  byLabel,
  columnHead,
  groupsOf,
  isUnknown,
  logSentences,
  metricKey,
  metricWords,
  peopleText,
  sameBy,
  usualMetric,
} from '../../../wording/index.js';
import { metricsShown } from './gaps.js';

/** Most groups in the table, so that a report opens even when an intersection has thousands of groups. */
const MOST_GROUPS = 300;

interface Shown {
  readonly metrics: readonly string[];
  /** Whether somebody has no label. */
  readonly unlabelled: boolean;
  /** Whether somebody has a label, without which predictions cannot be compared with the truth. */
  readonly labelled: boolean;
  /** Whether people are weighted by sampling weights, so that their number in the sample and the effective number are shown. */
  readonly sampled: boolean;
  readonly minGroupSize: number;
}

const hasLabels = ({ counts }: Pick<GroupResult, 'counts'>): boolean =>
  counts !== undefined && counts.tp + counts.fp + counts.fn + counts.tn > 0;

/** Of decisions that are not 0 or 1; `labelled` and `unlabelled` are false then, so that none of these is shown. */
const NO_COUNTS = { tp: 0, fp: 0, fn: 0, tn: 0, unlabelled: 0 };

function countsOf({ n, rows, effectiveN, counts }: GroupResult, show: Shown): string[] {
  const { tp, fp, fn, tn, unlabelled } = counts ?? NO_COUNTS;
  const rounded = (value: number): string => formatCount(show.sampled ? Math.round(value) : value);
  return [
    ...(show.sampled ? [formatCount(rows ?? 0), formatCount(Math.floor(effectiveN ?? 0))] : []),
    rounded(n),
    ...(show.labelled ? [tp, fp, fn, tn].map(rounded) : []),
    ...(show.unlabelled ? [rounded(unlabelled)] : []),
  ];
}

/** What the groups of an audit are counted in. */
const sizeOf = ({ policy }: AuditResult): string => (policy.outcome?.type === 'ranking' ? 'candidates' : 'n');

const countHeads = (show: Shown, n: string): string[] => [
  ...(show.sampled ? ['sampled', 'effective n'] : []),
  show.sampled ? 'weighted n' : n,
  ...(show.labelled ? ['TP', 'FP', 'FN', 'TN'] : []),
  ...(show.unlabelled ? ['unlabelled'] : []),
];

function groupRow(group: GroupResult, show: Shown) {
  return {
    few:
      show.metrics.every((metric) => group.metrics[metric]?.status === 'insufficient') ||
      (group.effectiveN ?? group.n) < show.minGroupSize,
    cells: [
      groupName(group.attributes),
      ...countsOf(group, show),
      ...show.metrics.map((metric) => formatValue(group.metrics[metric]?.estimate ?? null, metricWords(metric).unit)),
    ],
  };
}

/** Metrics of other outcomes that the table of groups shows: the usual ones, and those that the policy asks about. */
function outcomesShown(result: AuditResult, by: readonly string[]): string[] {
  const asked = result.requirements.filter((each) => sameBy(each.by, by)).map(metricKey);
  return [...new Set([...usualOf(result), ...asked])];
}

/** Metrics that every audit of an outcome shows; of levels and classes the section on how decisions are spread has the counts. */
function usualOf(result: AuditResult): string[] {
  const { outcome } = result.policy;
  if (outcome?.type === 'amount') return ['mean_amount', 'median_amount'];
  if (outcome?.type === 'ranking') return ['exposure', 'exposure_candidate'];
  return outcome?.type === 'ordered' ? ['superiority', usualMetric(result)] : [usualMetric(result)];
}

function groupTable(result: AuditResult, by: readonly string[]): Markup {
  const groups = groupsOf(result, by);
  const shown = groups.slice(0, MOST_GROUPS);
  const labelled = groups.some(hasLabels);
  const show = {
    metrics: result.policy.outcome === undefined ? metricsShown(result, by) : outcomesShown(result, by),
    labelled,
    unlabelled: labelled && groups.some((group) => (group.counts?.unlabelled ?? 0) > 0),
    sampled: groups.some((group) => group.effectiveN !== undefined),
    minGroupSize: result.policy.minGroupSize,
  };
  const unit = amountUnit(result);
  const numeric = (head: string) => ({ head, numeric: true });
  const caption = `Groups of ${byLabel(by)}${shown.length < groups.length ? ` (first ${shown.length} of ${groups.length})` : ''}`;
  return table({
    caption,
    columns: [
      { head: 'Group' },
      ...[...countHeads(show, sizeOf(result)), ...show.metrics.map((metric) => columnHead(metric, unit))].map(numeric),
    ],
    rows: shown.map((group) => groupRow(group, show)),
  });
}

export function groupsSection(result: AuditResult): Markup[] {
  const sets = attributeSets(result);
  const [singles, crossed] = [sets.filter((by) => by.length === 1), sets.filter((by) => by.length > 1)];
  return [
    p(
      (result.policy.outcome !== undefined
        ? ''
        : hasLabels(result.overall)
          ? 'TP, FP, FN and TN count people by prediction and label: true and false positives, false and true negatives. '
          : 'Nobody has a label, so errors cannot be counted. ') +
        (result.policy.outcome?.type === 'ranking'
          ? `A group is judged where it stands in at least ${counted(formatCount(result.policy.minGroupSize), 'list')}; those in grey do not.`
          : `Groups in grey have fewer than ${counted(formatCount(result.policy.minGroupSize), 'person')}.`),
    ),
    ...singles.map((by) => groupTable(result, by)),
    ...crossed.map((by) => folded(`Groups of ${byLabel(by)}`, groupTable(result, by))),
  ];
}

const SCORE_WORDS = {
  none: 'no score was read',
  distinct: 'every distinct score was kept',
  bins: 'scores were counted in declared bins, so metrics of the distribution are approximate',
} as const;

const AMOUNT_WORDS = {
  distinct: 'every distinct amount was kept',
  steps: 'amounts were counted in steps of 0.4 %: means are exact, quantiles are known to one step',
} as const;

/** How scores or amounts were kept; levels and classes are counted as they are. */
function keptAs({ data, policy }: AuditResult): [string, string][] {
  if (data.amounts !== undefined) return [['Amounts', AMOUNT_WORDS[data.amounts]]];
  return policy.outcome === undefined ? [['Scores', SCORE_WORDS[data.scores]]] : [];
}

const WEIGHT_WORDS = {
  none: 'each row is one person',
  count: 'each row stands for as many people as its weight',
  sampling: 'rows carry sampling weights; intervals use the effective sample size',
} as const;

/** What people without a label count for; where only some get one they are in every denominator, or in its bounds. */
const unlabelledWords = ({ labels }: AuditResult): string =>
  labels === undefined ? 'they count for decisions and scores only' : 'what follows from that is said below';

export function dataSection(result: AuditResult): Markup[] {
  const { data } = result;
  const unknown = result.groups.filter(isUnknown);
  const excluded = data.excluded.filter((each) => each.rows > 0);
  return [
    facts([
      [auditedHead(result), peopleText(result)],
      [
        'Without a label',
        data.unlabelled === 0 ? 'none' : `${formatCount(data.unlabelled)}: ${unlabelledWords(result)}`,
      ],
      [
        'Weights',
        result.policy.outcome?.type === 'ranking'
          ? 'each row is one candidate of one list'
          : WEIGHT_WORDS[data.weightKind],
      ],
      ...keptAs(result),
    ]),
    excluded.length === 0
      ? p('No row was left out.')
      : table({
          caption: 'Rows left out, by reason',
          columns: [{ head: 'Reason' }, { head: 'Rows', numeric: true }],
          rows: excluded.map((each) => ({ cells: [each.reason, formatCount(each.rows)] })),
        }),
    ...(unknown.length === 0
      ? [p(`Every ${auditedWord(result)} has a value for every attribute.`)]
      : unknownGroups(unknown, usualMetric(result), amountUnit(result))),
    ...(result.cautions ?? []).map(({ message, remedy }) => h('p', { class: 'warning' }, `${message}. ${remedy}`)),
  ];
}

/** @param usual the metric that is shown of people of unknown group; null where there is none */
function unknownGroups(unknown: readonly GroupResult[], usual: string | null, unit: string | undefined): Markup[] {
  return [
    p(
      'Some people have no value for an attribute. They are shown here and take no part in comparisons unless the policy says so.',
    ),
    table({
      caption: 'People with a missing attribute',
      columns: [
        { head: 'Group' },
        { head: 'Attributes' },
        { head: 'People', numeric: true },
        ...(usual === null ? [] : [{ head: columnHead(usual, unit), numeric: true }]),
      ],
      rows: unknown.map((group) => ({
        cells: [
          groupName(group.attributes),
          byLabel(Object.keys(group.attributes)),
          formatCount(group.n),
          ...(usual === null ? [] : [formatValue(group.metrics[usual]?.estimate ?? null, metricWords(usual).unit)]),
        ],
      })),
    }),
  ];
}

export function replaySection(result: AuditResult): Markup[] {
  const { policy, data } = result;
  return [
    p('The same bytes and the same policy give the same numbers: compare the digests, then run the command.'),
    ...(result.replay === undefined ? [] : [h('pre', {}, h('code', {}, result.replay))]),
    facts([
      ['Program', `${result.tool.name} ${result.tool.version}`],
      ['Policy', `${policy.name} ${policy.version}${policy.path === null ? '' : ` (${policy.path})`}`],
      ['Policy digest', h('code', {}, policy.digest)],
      ['Level of intervals', levelText(policy.level)],
      ['Adjustment for several tests', policy.multiplicity.replaceAll('_', ' ')],
      ['Seeds', seedsOf(result)],
    ]),
    table({
      caption: 'Sources',
      columns: [{ head: 'Source' }, { head: 'Rows', numeric: true }, { head: 'SHA-256' }],
      rows: data.sources.map((source) => ({
        cells: [
          source.path,
          source.rows === null ? 'not counted' : formatCount(source.rows),
          source.sha256 === null ? 'a query has no bytes' : h('code', {}, source.sha256),
        ],
      })),
    }),
    ...data.sources.flatMap(({ log }) =>
      log === undefined ? [] : [h('ul', {}, ...logSentences(log).map((sentence) => h('li', {}, sentence)))],
    ),
  ];
}

/** Seeds of the result, which are in the method of every resampled number. */
function seedsOf(result: AuditResult): string {
  const methods = [result.overall, ...result.groups].flatMap((each) =>
    Object.values(each.metrics).map((metric) => metric.method),
  );
  const resampled = [...new Set(methods.filter((method) => method.includes('seed')))];
  return resampled.length === 0 ? 'nothing was resampled' : resampled.join('; ');
}
