import { counted } from '../../../../core/base/counted.js';
import { percentText } from '../../../../core/base/percent-text.js';
import {
  type DumbbellRow,
  dumbbellChart,
  formatCount,
  formatInterval,
  formatValue,
  NO_VALUE,
} from '../../../../core/charts/index.js';
import { levelText } from '../../../../core/policy/sections/index.js';
import type { Estimate } from '../../../../core/stats/base/index.js';
import type { AuditResult, ExposureShares } from '../../../audits/result/index.js';
import { figure, groupName, type Markup, p, responsive, type TableSpec } from '../../../pages/parts/index.js';
import {
  attributeSets,
  byLabel,
  groupInText,
  groupLabel,
  groupsOf,
  isUnknown,
  keyText,
} from '../../../wording/index.js';
import { drawnOf, evidenceWords } from './forest-rows.js';

/** The shares of the groups of some attributes; empty where nobody was shown. */
const sharesOf = ({ exposure = [] }: AuditResult, by: readonly string[]): ExposureShares[] =>
  exposure.filter((each) => byLabel(each.by) === byLabel(by) && each.exposure.estimate !== null);

const hasRelevance = (all: readonly ExposureShares[]): boolean =>
  all.some(({ relevance }) => (relevance?.estimate ?? null) !== null);

/** A row for the share of candidates, and where relevance is given one for its share: what a group has on the left or right of what it gets. */
function rowsOf({ group, candidates, exposure, relevance }: ExposureShares, withRelevance: boolean): DumbbellRow[] {
  const { estimate, lower, upper, status } = exposure;
  const row = (label: string, value: number | null): DumbbellRow => ({
    label: groupLabel(group),
    from: { label, value },
    to: { label: 'exposure', value: estimate, lower, upper },
    status,
  });
  return [row('candidates', candidates), ...(withRelevance ? [row('relevance', relevance?.estimate ?? null)] : [])];
}

function exposureFigure(result: AuditResult, by: readonly string[], index: number): Markup[] {
  const all = sharesOf(result, by);
  if (all.length < 2) return [];
  const withRelevance = hasRelevance(all);
  const { shown, cut } = drawnOf(all, ({ candidates }) => candidates, ' groups');
  const held = withRelevance ? 'candidates or of relevance' : 'candidates';
  const drawing = responsive(`exposure-${index + 1}`, ({ key, width }) =>
    dumbbellChart({
      key,
      width,
      title: `Share of exposure beside share of ${held}, by ${byLabel(by)}`,
      description: `Pairs of shares for ${counted(shown.length, 'group')}: what each has of all ${held}, and what it gets of all exposure, with its interval. The numbers are in the table below.`,
      axisLabel: `share of all${cut}`,
      unit: 'share',
      ends: [`share of ${held}`, 'share of exposure'],
      intervalWords: `${levelText(result.policy.level)} interval of the share of exposure`,
      rows: shown.flatMap((each) => rowsOf(each, withRelevance)),
    }),
  );
  return [figure({ caption: captionOf(all, by), drawing, table: tableOf(result, all, by) })];
}

/** The finding as a headline: the group in enough lists whose share of exposure lies farthest below its share of candidates. */
function captionOf(all: readonly ExposureShares[], by: readonly string[]): string {
  const judged = all.filter(({ exposure, group }) => exposure.status === 'ok' && !isUnknown({ attributes: group }));
  if (judged.length < 2) return `Exposure by ${byLabel(by)}`;
  const lack = ({ candidates, exposure }: ExposureShares): number => candidates - exposure.estimate!;
  const worst = judged.reduce((most, each) => (lack(each) > lack(most) ? each : most));
  const { lower, upper, estimate } = worst.exposure;
  const span =
    lower === null || upper === null ? '' : ` (${percentText(lower).replace(' %', '')} to ${percentText(upper)})`;
  const relevance = worst.relevance?.estimate ?? null;
  const worth = relevance === null ? '' : `, and hold ${percentText(relevance)} of relevance`;
  return `By ${byLabel(by)}, ${groupInText(worst.group)} are ${percentText(worst.candidates)} of candidates and get ${percentText(estimate!)}${span} of exposure${worth}`;
}

function tableOf(result: AuditResult, all: readonly ExposureShares[], by: readonly string[]): TableSpec {
  const withRelevance = hasRelevance(all);
  const numeric = (head: string) => ({ head, numeric: true });
  const relevance = withRelevance ? ['share of relevance', 'its interval'] : [];
  const groups = new Map(groupsOf(result, by).map((group) => [keyText(group.attributes), group]));
  const spanOf = ({ lower, upper }: Estimate): string => formatInterval(lower, upper, 'share');
  return {
    caption: `Exposure by ${byLabel(by)}: shares of all, with their intervals between lists`,
    columns: [
      { head: 'Group' },
      ...['candidates', 'share of candidates', 'share of exposure', 'its interval', ...relevance].map(numeric),
      numeric('lists'),
      { head: 'Evidence' },
    ],
    rows: all.map(({ group, candidates, exposure, relevance: worth }) => {
      const own = groups.get(keyText(group));
      return {
        few: exposure.status !== 'ok',
        cells: [
          groupName(group),
          own === undefined ? NO_VALUE : formatCount(own.n),
          formatValue(candidates, 'share'),
          formatValue(exposure.estimate, 'share'),
          spanOf(exposure),
          ...(withRelevance
            ? [formatValue(worth?.estimate ?? null, 'share'), worth === null ? NO_VALUE : spanOf(worth)]
            : []),
          formatCount(own?.metrics.exposure_candidate?.n ?? 0),
          evidenceWords('exposure', exposure.status),
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
        'The line under a pair is the interval of the share of exposure, with the list as its unit: candidates of one list take places from each other. ' +
        'Pale pairs stand in too few lists to judge.',
    ),
    ...figures,
  ];
}
