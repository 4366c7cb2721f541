import type { Estimate } from '../../../core/stats/base/index.js';
import type { GroupResult } from '../../audits/result/index.js';
import { findingText, groupLabel, METRICS, statusWord, VERDICT_WORDS } from '../../wording/index.js';
import type { TableDraft } from '../frame/index.js';
import { type AuditRecord, auditName, type SystemRecords } from '../records/index.js';
import { AUDIT, type RecordField } from './answer.js';

/** Most groups of one table; an audit may have thousands of intersections, which its own report lists. */
const MOST_GROUPS = 200;

const field = (label: string, say: (audit: AuditRecord) => string | readonly string[] | null): RecordField => ({
  label,
  need: AUDIT,
  answer: ({ audits }) => {
    if (audits.length === 0) return null;
    const value = audits.flatMap((audit) => say(audit) ?? []);
    return { value, from: audits.map(({ ref }) => ref) };
  },
});

const figures = (label: string, draw: (audit: AuditRecord) => readonly TableDraft[]): RecordField => ({
  label,
  need: AUDIT,
  answer: ({ audits }: SystemRecords) => {
    const tables = audits.flatMap(draw);
    return tables.length === 0 ? null : { tables, from: audits.map(({ ref }) => ref) };
  },
});

/** Fields that audits answer. */
export const audited = {
  'audited-attributes': field(
    'Groups told apart',
    (audit) => `${auditName(audit)}: ${audit.value.policy.attributes.join(', ')}`,
  ),
  'audit-verdict': field('Verdict of the audit', (audit) => {
    const { verdict, policy, evaluatedOn } = audit.value;
    const on = evaluatedOn === undefined ? '' : `, evaluated on ${evaluatedOn}`;
    return `${auditName(audit)}: ${VERDICT_WORDS[verdict].word} under policy ${policy.name} ${policy.version}${on}`;
  }),
  'audit-intervals': field(
    'Intervals and tests',
    ({ value: { policy } }) =>
      `Intervals at a level of ${policy.level}; groups under ${policy.minGroupSize} people are marked; p-values corrected by ${policy.multiplicity}.`,
  ),
  'audited-data': field('Audited data', (audit) => {
    const { data, overall } = audit.value;
    const excluded = data.excluded.map(({ reason, rows }) => `${rows} left out: ${reason}`);
    return [
      `${auditName(audit)}: ${overall.n} people, ${data.unlabelled} of them without a label`,
      ...data.sources.map(({ path, sha256, rows }) => `${path}: ${rows} rows, SHA-256 ${sha256 ?? 'not known'}`),
      ...excluded,
    ];
  }),
  'audit-requirements': figures('Requirements', (audit) => [
    {
      caption: `Requirements of ${auditName(audit)}`,
      columns: ['Requirement', 'Severity', 'Verdict', 'Finding'].map((head) => ({ head })),
      rows: audit.value.requirements.map((one) => [...[one.id, one.severity, statusWord(one)], findingText(one)]),
      from: [audit.ref],
    },
  ]),
  'overall-figures': figures('Performance', (audit) => [
    {
      caption: `All people of ${auditName(audit)}`,
      columns: [{ head: 'Measure' }, ...['Estimate', 'From', 'To', 'People'].map((head) => ({ head, numeric: true }))],
      rows: Object.entries(audit.value.overall.metrics).map(([metric, one]) => [
        measureName(metric),
        ...estimateCells(one),
      ]),
      from: [audit.ref],
    },
  ]),
  'group-figures': figures('Results by group', (audit) => groupTables(audit, (names) => names === 1)),
  'intersection-figures': figures('Results by intersection', (audit) => groupTables(audit, (names) => names > 1)),
} as const satisfies Readonly<Record<string, RecordField>>;

const measureName = (metric: string): string =>
  Object.hasOwn(METRICS, metric) ? METRICS[metric as keyof typeof METRICS].label : metric;

const estimateCells = (one: Pick<Estimate, 'estimate' | 'lower' | 'upper'> & { readonly n?: number }) => [
  ...[one.estimate, one.lower, one.upper, one.n ?? null],
];

/** Measures that a group's table shows; the rest stands in the audit. */
const SHOWN = [
  ...['favourable_rate', 'selection_rate', 'true_positive_rate', 'false_positive_rate', 'positive_predictive_value'],
  ...['accuracy', 'auc', 'mean_amount', 'median_amount'],
];

/** A table for each set of attributes. */
function groupTables(audit: AuditRecord, isWanted: (attributes: number) => boolean): TableDraft[] {
  const sets = new Map<string, GroupResult[]>();
  for (const group of audit.value.groups) {
    const names = Object.keys(group.attributes);
    if (!isWanted(names.length)) continue;
    const key = names.join(' and ');
    sets.set(key, [...(sets.get(key) ?? []), group]);
  }
  return [...sets].map(([by, groups]) => {
    const metrics = SHOWN.filter((metric) => groups.some((group) => group.metrics[metric]?.estimate != null));
    const shown = groups.slice(0, MOST_GROUPS);
    const cut = groups.length > MOST_GROUPS ? `, the first ${MOST_GROUPS} of ${groups.length} groups` : '';
    return {
      caption: `By ${by} (${auditName(audit)})${cut}`,
      columns: [
        { head: 'Group' },
        { head: 'People', numeric: true },
        ...metrics.map((metric) => ({ head: measureName(metric), numeric: true })),
      ],
      rows: shown.map((group) => [
        ...[groupLabel(group.attributes), group.n],
        ...metrics.map((metric) => rangeText(group.metrics[metric])),
      ]),
      from: [audit.ref],
    };
  });
}

/** Decimals with which a rate and its interval stand in a cell. */
const DECIMALS = 4;

function rangeText(one: GroupResult['metrics'][string] | undefined): string {
  if (one === undefined || one.estimate === null) return 'undefined';
  const text = (value: number | null): string => (value === null ? '?' : String(Number(value.toFixed(DECIMALS))));
  const few = one.status === 'insufficient' ? ' (too few people)' : '';
  return `${text(one.estimate)} [${text(one.lower)}, ${text(one.upper)}]${few}`;
}
