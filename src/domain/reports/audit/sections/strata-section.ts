import {
  type ForestRow,
  type ForestSection,
  forestChart,
  formatCount,
  formatNumber,
  formatPValue,
  formatValue,
} from '../../../../core/charts/index.js';
import type { ConditionalAudit, ConditionalComparison } from '../../../../core/fairness/index.js';
import type { AuditResult } from '../../../audits/result/index.js';
import {
  figure,
  folded,
  groupName,
  h,
  type Markup,
  p,
  responsive,
  type TableSpec,
  table,
} from '../../../pages/parts/index.js';
import {
  byLabel,
  conditionalSentence,
  differenceText,
  groupLabel,
  listText,
  metricWords,
  sentenceCase,
  simpsonSentence,
  unknownStratumText,
} from '../../../wording/index.js';

/** Most groups drawn per chart, and most strata drawn per group; the tables have more. */
const MOST_GROUPS = 8;
const MOST_STRATA = 12;
/** Most groups with their strata drawn; with more the chart would be unreadable, so only the two summaries are drawn. */
const GROUPS_WITH_STRATA = 2;
/** Most rows of the table of strata; audit.json has all of them. */
const MOST_ROWS = 150;

type Stratum = ConditionalComparison['strata'][number];

const peopleIn = ({ group, reference }: Stratum): number => group.n + reference.n;

/** Row of a summary, drawn as a diamond as in the forest plots of medicine. */
function summaryRow(label: string, difference: ConditionalComparison['pooled'], n: number): ForestRow {
  const none = { estimate: null, lower: null, upper: null };
  return { label, ...(difference ?? none), n, status: difference === null ? 'undefined' : 'ok', role: 'reference' };
}

function stratumRow(stratum: Stratum, minGroupSize: number): ForestRow {
  const few = Math.min(stratum.group.n, stratum.reference.n) < minGroupSize;
  return {
    label: groupLabel(stratum.stratum),
    estimate: stratum.difference,
    lower: null,
    upper: null,
    n: peopleIn(stratum),
    status: stratum.difference === null ? 'undefined' : few ? 'insufficient' : 'ok',
    role: null,
  };
}

function sectionOf(audit: ConditionalAudit, comparison: ConditionalComparison, minGroupSize: number): ForestSection {
  const usable = comparison.strata.filter((stratum) => stratum.difference !== null);
  const n = comparison.strata.reduce((sum, stratum) => sum + peopleIn(stratum), 0);
  const within = usable.reduce((sum, stratum) => sum + peopleIn(stratum), 0);
  const showStrata = audit.comparisons.length <= GROUPS_WITH_STRATA && comparison.strata.length <= MOST_STRATA;
  return {
    heading: `${groupLabel(comparison.group)} against ${groupLabel(comparison.reference)}`,
    reference: { value: 0, label: 'no difference' },
    bounds: [],
    rows: [
      summaryRow('all together', comparison.pooled, n),
      summaryRow(`same ${listText(audit.strata)}`, comparison.standardized, within),
      ...(showStrata ? comparison.strata.map((stratum) => stratumRow(stratum, minGroupSize)) : []),
    ],
  };
}

function summaryTable(audit: ConditionalAudit, label: string): TableSpec {
  return {
    caption: `${label} by ${byLabel(audit.by)}: overall and within ${listText(audit.strata)}`,
    columns: [
      { head: 'Group' },
      { head: 'Against' },
      { head: 'Overall difference [interval]', numeric: true },
      { head: `Within ${listText(audit.strata)} [interval]`, numeric: true },
      { head: 'p within, corrected', numeric: true },
      { head: 'Odds ratio within [interval]', numeric: true },
      { head: 'p, same in all strata', numeric: true },
    ],
    rows: audit.comparisons.map((each) => ({
      cells: [
        groupName(each.group),
        groupName(each.reference),
        differenceText(each.pooled),
        differenceText(each.standardized),
        formatPValue(each.adjustedPValue),
        oddsText(each),
        formatPValue(each.homogeneity?.pValue ?? null),
      ],
    })),
  };
}

const oddsText = ({ oddsRatio: odds }: ConditionalComparison): string =>
  odds === null ? 'n/a' : `${formatNumber(odds.oddsRatio)} [${formatNumber(odds.lower)}, ${formatNumber(odds.upper)}]`;

const rateText = ({ successes, n }: Stratum['group']): string => formatValue(n === 0 ? null : successes / n, 'share');

function strataTable(audit: ConditionalAudit, label: string): Markup {
  const all = audit.comparisons.flatMap((comparison) => comparison.strata.map((stratum) => ({ comparison, stratum })));
  const shown = all.slice(0, MOST_ROWS);
  const cut = shown.length < all.length ? ` (first ${shown.length} of ${all.length})` : '';
  return folded(
    `Every ${listText(audit.strata)} by itself`,
    table({
      caption: `${label} in each ${listText(audit.strata)}${cut}`,
      columns: [
        { head: sentenceCase(listText(audit.strata)) },
        { head: 'Group' },
        { head: 'Rate', numeric: true },
        { head: 'n', numeric: true },
        { head: 'Against' },
        { head: 'Rate', numeric: true },
        { head: 'n', numeric: true },
        { head: 'Difference', numeric: true },
      ],
      rows: shown.map(({ comparison, stratum }) => ({
        cells: [
          groupName(stratum.stratum),
          groupName(comparison.group),
          rateText(stratum.group),
          formatCount(stratum.group.n),
          groupName(comparison.reference),
          rateText(stratum.reference),
          formatCount(stratum.reference.n),
          formatValue(stratum.difference, 'points'),
        ],
      })),
    }),
  );
}

function auditPart(result: AuditResult, audit: ConditionalAudit, index: number): Markup[] {
  const { label } = metricWords(audit.metric);
  const { level, minGroupSize } = result.policy;
  if (audit.comparisons.length === 0) return [];
  const sentences = audit.comparisons.map((each) => {
    const words = conditionalSentence(audit, each, level);
    return simpsonSentence(audit, each) === null ? p(words) : h('p', { class: 'warning' }, words);
  });
  const unknown = unknownStratumText(audit);
  const drawn = audit.comparisons.slice(0, MOST_GROUPS);
  return [
    h('h3', {}, `${sentenceCase(label)} by ${byLabel(audit.by)}, within the same ${listText(audit.strata)}`),
    ...sentences.slice(0, MOST_GROUPS),
    ...(unknown === '' ? [] : [p(unknown)]),
    figure({
      caption: `The gap overall, and among people of the same ${listText(audit.strata)}`,
      drawing: responsive(`strata-${index + 1}`, (variant) =>
        forestChart({
          ...variant,
          title: `${label} by ${byLabel(audit.by)}, overall and within ${listText(audit.strata)}`,
          description:
            'Differences from the reference group, pooled and within strata. The numbers are in the table below.',
          axisLabel: `difference in ${label}, pp`,
          unit: 'points',
          valueHead: 'difference [interval]',
          markWords: { ok: 'one stratum', reference: 'all strata' },
          sections: drawn.map((each) => sectionOf(audit, each, minGroupSize)),
        }),
      ),
      table: summaryTable(audit, label),
    }),
    strataTable(audit, label),
  ];
}

/** Comparisons within the strata that the policy names; empty without strata. */
export function strataSection(result: AuditResult): Markup[] {
  const parts = (result.conditional ?? []).flatMap((audit, index) => auditPart(result, audit, index));
  if (parts.length === 0) return [];
  return [
    p(
      'A gap can come from where groups stand rather than from how they are decided about, and a gap can hide when everybody is thrown together. Here people are compared with people of the same stratum. ' +
        'A sentence says that a gap is shown where the interval beside it excludes 0, overall and within alike. The table adds the test of Cochran, Mantel and Haenszel, ' +
        'which pools odds ratios and allows for the number of groups, so the two may differ. Whether a stratum is a legitimate reason for a gap is a question for people.',
    ),
    ...parts,
  ];
}
