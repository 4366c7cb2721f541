import { counted } from '../../../../core/base/counted.js';
import {
  type ForestRow,
  forestChart,
  formatCount,
  formatInterval,
  formatValue,
} from '../../../../core/charts/index.js';
import type { AuditResult } from '../../../audits/result/index.js';
import { figure, groupName, h, type Markup, p, responsive, type TableSpec } from '../../../pages/parts/index.js';
import { metricWords, sentenceCase } from '../../../wording/index.js';
import { EVIDENCE_WORDS, rowOf } from './forest-rows.js';

type LikelyAttribute = NonNullable<AuditResult['membership']>[number];
type LikelyGroup = LikelyAttribute['groups'][number];

/** Rates that are drawn; the tables of the file have all of them. */
const DRAWN = ['favourable_rate', 'true_positive_rate', 'false_positive_rate'] as const;

const nameOf = ({ attribute }: LikelyAttribute, group: LikelyGroup): string => group.attributes[attribute]!;

function rowsOf(likely: LikelyAttribute, metric: string, as: 'weighted' | 'bounds'): ForestRow[] {
  return likely.groups.map((group) => {
    const { bounds, ...estimate } = group.metrics[metric]!;
    const role = nameOf(likely, group) === likely.reference ? 'reference' : null;
    const shown = as === 'weighted' ? estimate : { ...estimate, estimate: null, lower: null, upper: null, bounds };
    return rowOf(nameOf(likely, group), shown, role);
  });
}

function tableOf(likely: LikelyAttribute, metric: string): TableSpec {
  const { label } = metricWords(metric);
  const unit = 'share';
  return {
    caption: `${sentenceCase(label)} by ${likely.attribute}, weighted and without an assumption`,
    columns: [
      { head: 'Group' },
      { head: 'Weighted', numeric: true },
      { head: 'Interval', numeric: true },
      { head: 'Bounds', numeric: true },
      { head: 'With the chance of the sample', numeric: true },
      { head: 'Expected members', numeric: true },
      { head: 'Effective size', numeric: true },
      { head: 'Evidence' },
    ],
    rows: likely.groups.map((group) => {
      const { estimate, lower, upper, bounds, n, effectiveSize, status } = group.metrics[metric]!;
      return {
        few: status !== 'ok',
        cells: [
          groupName(group.attributes),
          formatValue(estimate, unit),
          formatInterval(lower, upper, unit),
          formatInterval(bounds.lower, bounds.upper, unit),
          formatInterval(bounds.outerLower, bounds.outerUpper, unit),
          formatCount(Math.round(n)),
          formatCount(Math.round(effectiveSize)),
          EVIDENCE_WORDS[status],
        ],
      };
    }),
  };
}

function ratePart(likely: LikelyAttribute, metric: string, key: string): Markup {
  const { label } = metricWords(metric);
  const line = { reference: null, bounds: [] };
  return figure({
    caption: `${sentenceCase(label)} by ${likely.attribute}: weighted by probability, and the range where nothing is assumed`,
    drawing: responsive(key, (variant) =>
      forestChart({
        ...variant,
        title: `${label} by ${likely.attribute}, known as probabilities`,
        description:
          'Above a mark for each group, weighted by probability, with its interval; below a bar for each group, the range where nothing is assumed, with the chance of the sample. The numbers are in the table below.',
        axisLabel: label,
        unit: 'share',
        limits: [0, 1],
        valueHead: 'weighted, or range',
        sections: [
          { heading: 'weighted by probability', rows: rowsOf(likely, metric, 'weighted'), ...line },
          { heading: 'nothing assumed', rows: rowsOf(likely, metric, 'bounds'), ...line },
        ],
      }),
    ),
    table: tableOf(likely, metric),
  });
}

const restsOn = ({ by, assumption }: LikelyAttribute): string =>
  by === 'bounds'
    ? `Verdicts rest on the ranges, which assume nothing. The weighted values are right only if ${assumption}, which no number of rows shows.`
    : `Verdicts rest on the weighted values, because the policy declares that ${assumption}. No number of rows shows whether that is true; the ranges hold without it.`;

/** Attributes that nobody recorded: weighted rates under their assumption, beside the ranges without; empty where every attribute is recorded. */
export function likelySection({ membership = [] }: AuditResult): Markup[] {
  return membership.flatMap((likely, index) => [
    h('h3', {}, `By ${likely.attribute}`),
    p(
      `Nobody recorded ${likely.attribute}: the columns ${Object.values(likely.columns).join(', ')} hold the chance of each person to belong to a group. ${restsOn(likely)} Both take the chances to be right.`,
    ),
    ...(likely.missing === 0
      ? []
      : [p(`${counted(formatCount(likely.missing), 'person')} without any of these chances: in no number here.`)]),
    ...DRAWN.filter((metric) => Object.hasOwn(likely.groups[0]!.metrics, metric)).map((metric) =>
      ratePart(likely, metric, `membership-${index + 1}-${metric.replaceAll('_', '-')}`),
    ),
  ]);
}
