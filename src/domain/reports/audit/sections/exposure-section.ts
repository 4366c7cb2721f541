import { counted } from '../../../../core/base/counted.js';
import {
  type DumbbellRow,
  dumbbellChart,
  formatCount,
  formatInterval,
  formatValue,
  NO_VALUE,
} from '../../../../core/charts/index.js';
import type { AuditResult, GroupResult } from '../../../audits/result/index.js';
import { figure, groupName, type Markup, p, responsive, type TableSpec } from '../../../pages/parts/index.js';
import { attributeSets, byLabel, groupLabel, groupsOf, isUnknown } from '../../../wording/index.js';
import { drawnOf, evidenceWords } from './forest-rows.js';

/** What a group holds of all there is, 0..1; null where it cannot be known. */
interface Shares {
  readonly group: GroupResult;
  readonly candidates: number;
  readonly exposure: number;
  readonly relevance: number | null;
}

type Counted = Pick<GroupResult, 'n' | 'metrics'>;

/** All exposure of a group: its mean per candidate times its candidates. */
const exposureOf = ({ n, metrics }: Counted): number => (metrics.exposure_candidate?.estimate ?? 0) * n;

/** All relevance of a group; null where it is not given, and where exposure over relevance does not tell it: nobody is worth anything, or nobody is seen. */
function relevanceOf(group: Counted): number | null {
  const perRelevance = group.metrics.exposure_per_relevance?.estimate ?? null;
  return perRelevance === null || perRelevance === 0 ? null : exposureOf(group) / perRelevance;
}

/** The shares of the groups of some attributes; empty where nobody was shown. */
function sharesOf({ overall, ...result }: AuditResult, groups: readonly GroupResult[]): Shares[] {
  const total = { candidates: overall.n, exposure: exposureOf(overall), relevance: relevanceOf(overall) };
  if (result.policy.outcome?.type !== 'ranking' || !(total.exposure > 0)) return [];
  return groups
    .filter(({ metrics }) => (metrics.exposure_candidate?.estimate ?? null) !== null)
    .map((group): Shares => {
      const relevance = relevanceOf(group);
      return {
        group,
        candidates: group.n / total.candidates,
        exposure: exposureOf(group) / total.exposure,
        relevance: relevance === null || total.relevance === null ? null : relevance / total.relevance,
      };
    });
}

const statusOf = ({ group }: Shares) => group.metrics.exposure_candidate!.status;
const hasRelevance = (all: readonly Shares[]): boolean => all.some(({ relevance }) => relevance !== null);

/** A row for the share of candidates, and where relevance is given one for its share: what a group has on the left or right of what it gets. */
function rowsOf(each: Shares, withRelevance: boolean): DumbbellRow[] {
  const row = (label: string, value: number | null): DumbbellRow => ({
    label: groupLabel(each.group.attributes),
    from: { label, value },
    to: { label: 'exposure', value: each.exposure },
    status: statusOf(each),
  });
  return [row('candidates', each.candidates), ...(withRelevance ? [row('relevance', each.relevance)] : [])];
}

function exposureFigure(result: AuditResult, by: readonly string[], index: number): Markup[] {
  const all = sharesOf(result, groupsOf(result, by));
  if (all.length < 2) return [];
  const withRelevance = hasRelevance(all);
  const { shown, cut } = drawnOf(all, ({ group }) => group.n, ' groups');
  const held = withRelevance ? 'candidates or of relevance' : 'candidates';
  const drawing = responsive(`exposure-${index + 1}`, ({ key, width }) =>
    dumbbellChart({
      key,
      width,
      title: `Share of exposure beside share of ${held}, by ${byLabel(by)}`,
      description: `Pairs of shares for ${counted(shown.length, 'group')}: what each has of all ${held}, and what it gets of all exposure. The numbers are in the table below.`,
      axisLabel: `share of all${cut}`,
      unit: 'share',
      ends: [`share of ${held}`, 'share of exposure'],
      rows: shown.flatMap((each) => rowsOf(each, withRelevance)),
    }),
  );
  return [figure({ caption: captionOf(all, by), drawing, table: tableOf(all, by) })];
}

/** The finding as a headline: the group in enough lists whose share of exposure lies farthest below its share of candidates. */
function captionOf(all: readonly Shares[], by: readonly string[]): string {
  const judged = all.filter((each) => statusOf(each) === 'ok' && !isUnknown(each.group));
  if (judged.length < 2) return `Exposure by ${byLabel(by)}`;
  const lack = ({ candidates, exposure }: Shares): number => candidates - exposure;
  const worst = judged.reduce((most, each) => (lack(each) > lack(most) ? each : most));
  const share = (value: number): string => formatValue(value, 'share');
  const worth = worst.relevance === null ? '' : `, and hold ${share(worst.relevance)} of relevance`;
  return `By ${byLabel(by)}, ${groupLabel(worst.group.attributes)} are ${share(worst.candidates)} of candidates and get ${share(worst.exposure)} of exposure${worth}`;
}

function tableOf(all: readonly Shares[], by: readonly string[]): TableSpec {
  const withRelevance = hasRelevance(all);
  const numeric = (head: string) => ({ head, numeric: true });
  const relevance = withRelevance ? ['share of relevance'] : [];
  return {
    caption: `Exposure by ${byLabel(by)}: shares of all, and the mean of a candidate, shown or not, with its interval`,
    columns: [
      { head: 'Group' },
      ...['candidates', 'share of candidates', 'share of exposure', ...relevance, 'mean', 'interval', 'lists'].map(
        numeric,
      ),
      { head: 'Evidence' },
    ],
    rows: all.map((each) => {
      const { estimate, lower, upper, n, status } = each.group.metrics.exposure_candidate!;
      return {
        few: status !== 'ok',
        cells: [
          groupName(each.group.attributes),
          formatCount(each.group.n),
          formatValue(each.candidates, 'share'),
          formatValue(each.exposure, 'share'),
          ...(withRelevance ? [each.relevance === null ? NO_VALUE : formatValue(each.relevance, 'share')] : []),
          formatValue(estimate, 'number'),
          formatInterval(lower, upper, 'number'),
          formatCount(n),
          evidenceWords('exposure', status),
        ],
      };
    }),
  };
}

/** What each group has of all candidates beside what it gets of all exposure; empty where decisions are no rankings. */
export function exposureSection(result: AuditResult): Markup[] {
  const figures = attributeSets(result).flatMap((by, index) => exposureFigure(result, by, index));
  if (figures.length === 0) return [];
  return [
    p(
      'Exposure is what a position is worth, 1/log2(1 + position), and nothing for who is not shown. A group whose filled end lies left of the hollow one is seen less than its share. ' +
        'Pale pairs stand in too few lists to judge.',
    ),
    ...figures,
  ];
}
