import { counted } from '../../../../core/base/counted.js';
import {
  decimalsIn,
  type ForestRow,
  forestChart,
  formatCount,
  formatInterval,
  formatValue,
} from '../../../../core/charts/index.js';
import { UTILITY_KINDS } from '../../../../core/fairness/utility/index.js';
import type { AuditResult } from '../../../audits/result/index.js';
import { figure, groupName, type Markup, p, responsive, type TableSpec, table } from '../../../pages/parts/index.js';
import {
  attributeSets,
  byLabel,
  cutoffSentence,
  groupLabel,
  isUnknown,
  sameBy,
  utilityRangeSentence,
  utilitySentence,
} from '../../../wording/index.js';
import { EVIDENCE_WORDS } from './forest-rows.js';
import { utilityFrontier } from './utility-frontier.js';

type Utility = NonNullable<AuditResult['utility']>;
type Told = Utility['groups'][number];

/** Most groups in a chart, which is readable up to this number; the table below has all of them. */
const MOST_ROWS = 40;

const KIND_WORDS = {
  truePositive: 'prediction 1, label 1',
  falsePositive: 'prediction 1, label 0',
  trueNegative: 'prediction 0, label 0',
  falseNegative: 'prediction 0, label 1',
} as const;

/** What each kind of decision is worth, as the policy says. */
function valuesTable({ gains, unit, amount }: Utility): Markup {
  const head = amount === null ? unit : `${unit} per unit of ${amount}`;
  const decimals = decimalsIn(
    'amount',
    UTILITY_KINDS.map((kind) => gains[kind]),
  );
  return table({
    caption: `What a decision is worth, by the policy (${head})`,
    columns: [{ head: 'Decision' }, { head, numeric: true }],
    rows: UTILITY_KINDS.map((kind) => ({ cells: [KIND_WORDS[kind], formatValue(gains[kind], 'amount', decimals)] })),
  });
}

function groupsFigure(utility: Utility, by: readonly string[], index: number): Markup[] {
  const all = utility.groups.filter((each) => sameBy(each.by, by));
  const known = all.filter((each) => !isUnknown(each));
  if (known.length === 0) return [];
  const largest = new Set([...known].sort((a, b) => b.utility.n - a.utility.n).slice(0, MOST_ROWS));
  const rows = known.filter((each) => largest.has(each)).map(rowOf);
  const title = `What a decision was worth by ${byLabel(by)}`;
  return [
    figure({
      caption: utilityRangeSentence(utility, by),
      drawing: responsive(`utility-${index + 1}`, ({ key, width }) =>
        forestChart({
          key,
          width,
          title,
          description: `Means of ${counted(rows.length, 'group')} with their intervals. The numbers are in the table below.`,
          axisLabel: `${utility.unit} per person`,
          unit: 'amount',
          sections: [{ heading: byLabel(by), rows, reference: everybodyLine(utility), bounds: [] }],
        }),
      ),
      table: groupsTable(all, utility, title),
    }),
  ];
}

const rowOf = ({ attributes, utility: { estimate, lower, upper, n, status } }: Told): ForestRow => ({
  label: groupLabel(attributes),
  estimate,
  lower,
  upper,
  n,
  status,
  role: null,
});

const everybodyLine = ({ overall }: Utility) =>
  overall.utility.estimate === null ? null : { value: overall.utility.estimate, label: 'everybody' };

function groupsTable(all: readonly Told[], { unit }: Utility, title: string): TableSpec {
  const decimals = decimalsIn(
    'amount',
    all.flatMap(({ utility }) => [utility.estimate, utility.lower, utility.upper]),
  );
  return {
    caption: `${title} (${unit})`,
    columns: [
      { head: 'Group' },
      { head: 'per person', numeric: true },
      { head: 'Interval', numeric: true },
      { head: 'n', numeric: true },
      { head: 'together', numeric: true },
      { head: 'Evidence' },
    ],
    rows: all.map(({ attributes, utility, total }) => ({
      few: utility.status !== 'ok',
      cells: [
        groupName(attributes),
        formatValue(utility.estimate, 'amount', decimals),
        formatInterval(utility.lower, utility.upper, 'amount', decimals),
        formatCount(utility.n),
        formatValue(utility.n === 0 ? null : total, 'amount'),
        EVIDENCE_WORDS[utility.status],
      ],
    })),
  };
}

/** What decisions were worth to the decider, by group, and the price of equality in that unit; empty where the policy declares nothing. */
export function utilitySection(result: AuditResult): Markup[] {
  const { utility } = result;
  if (utility === undefined) return [];
  return [
    p(utilitySentence(utility)),
    p(
      'This is the gain of whoever decides, not that of the people decided about: a small gap here is no sign of fairness, and a large one none of harm.',
    ),
    valuesTable(utility),
    ...(result.data.scores === 'none' ? [] : [p(cutoffSentence(utility, result.policy.cutoff))]),
    ...attributeSets(result).flatMap((by, index) => groupsFigure(utility, by, index)),
    ...(result.frontier ?? []).flatMap((section, index) => utilityFrontier(result, section, index)),
  ];
}
