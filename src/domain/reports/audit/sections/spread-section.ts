import { counted } from '../../../../core/base/counted.js';
import { decimalsIn, type ForestRow, forestChart, formatCount, formatValue } from '../../../../core/charts/index.js';
import type { AmountDistribution, AuditResult } from '../../../audits/result/index.js';
import { figure, groupName, type Markup, p, responsive, type TableSpec } from '../../../pages/parts/index.js';
import { attributeSets, byLabel, groupInText, groupLabel, printedAmount, sameBy } from '../../../wording/index.js';

/** Most groups in a chart, which is readable up to this number; the table below has all of them. */
const MOST_ROWS = 40;

const quantile = ({ quantiles }: AmountDistribution, q: number): number | null =>
  quantiles.find((each) => each.q === q)?.value ?? null;

/** The chart of one set of attributes: medians with the middle four fifths of the people. */
function spreadFigure(result: AuditResult, by: readonly string[], index: number): Markup[] {
  const all = (result.distributions ?? []).filter((each) => sameBy(each.by, by));
  const { outcome } = result.policy;
  const unit = outcome?.type === 'amount' ? outcome.unit : '';
  if (all.length === 0) return [];
  const shown = [...all].sort((a, b) => b.n - a.n).slice(0, MOST_ROWS);
  const rows = all
    .filter((each) => shown.includes(each))
    .map((each): ForestRow => {
      const enough = each.n >= result.policy.minGroupSize;
      return {
        label: groupLabel(each.group),
        estimate: quantile(each, 0.5),
        lower: quantile(each, 0.1),
        upper: quantile(each, 0.9),
        n: each.n,
        status: enough ? 'ok' : 'insufficient',
        role: null,
      };
    });
  const drawing = responsive(`spread-${index + 1}`, ({ key, width }) =>
    forestChart({
      key,
      width,
      title: `Amounts by ${byLabel(by)}`,
      description: `Medians and the middle four fifths of the people of ${counted(rows.length, 'group')}. The numbers are in the table below.`,
      axisLabel: unit,
      unit: 'amount',
      valueHead: 'median [10 % to 90 %]',
      markWords: { ok: 'median', insufficient: 'median of too few people' },
      sections: [{ heading: byLabel(by), rows, reference: null, bounds: [] }],
    }),
  );
  return [figure({ caption: captionOf(all, by, unit), drawing, table: tableOf(all, by, unit) })];
}

/** The finding as a headline: the groups with the largest and the smallest median. */
function captionOf(all: readonly AmountDistribution[], by: readonly string[], unit: string): string {
  const sorted = [...all].sort((a, b) => (quantile(a, 0.5) ?? 0) - (quantile(b, 0.5) ?? 0));
  const [low, high] = [sorted[0]!, sorted.at(-1)!];
  const text = (each: AmountDistribution) => printedAmount(quantile(each, 0.5), unit);
  if (all.length < 2) return `By ${byLabel(by)} the median is ${text(low)}`;
  return `By ${byLabel(by)} medians reach from ${text(low)} (${groupInText(low.group)}) to ${text(high)} (${groupInText(high.group)})`;
}

function tableOf(all: readonly AmountDistribution[], by: readonly string[], unit: string): TableSpec {
  const quantiles = all[0]!.quantiles.map(({ q }) => q);
  const decimals = decimalsIn(
    'amount',
    all.flatMap((each) => [each.mean, ...each.quantiles.map(({ value }) => value)]),
  );
  const show = (value: number | null) => formatValue(value, 'amount', decimals);
  const numeric = (head: string) => ({ head, numeric: true });
  return {
    caption: `Amounts by ${byLabel(by)} (${unit})`,
    columns: [
      { head: 'Group' },
      numeric('n'),
      numeric('mean'),
      ...quantiles.map((q) => numeric(q === 0.5 ? 'median' : `${Math.round(q * 100)} %`)),
    ],
    rows: all.map((each) => ({
      cells: [
        groupName(each.group),
        formatCount(each.n),
        show(each.mean),
        ...quantiles.map((q) => show(quantile(each, q))),
      ],
    })),
  };
}

/** How amounts are spread in each group; empty where decisions are 0 or 1. */
export function spreadSection(result: AuditResult): Markup[] {
  if (result.distributions === undefined) return [];
  return [
    p(
      'Each line holds the middle four fifths of a group, the mark its median. Two groups of one mean may be spread quite differently.',
    ),
    ...attributeSets(result).flatMap((by, index) => spreadFigure(result, by, index)),
  ];
}
