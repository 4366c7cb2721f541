import { agree, counted } from '../../../../core/base/counted.js';
import { formatCount, formatValue, type HeatmapCell, heatmapChart } from '../../../../core/charts/index.js';
import type { AuditResult, GroupResult } from '../../../audits/result/index.js';
import { figure, groupName, type Markup, scrolling } from '../../../pages/parts/index.js';
import {
  amountUnit,
  attributeSets,
  byLabel,
  columnHead,
  groupsOf,
  isUnknown,
  metricKey,
  metricWords,
  sameBy,
  sentenceCase,
  UNKNOWN,
  usualMetric,
} from '../../../wording/index.js';
import { EVIDENCE_WORDS } from './forest-rows.js';
import { HELD_AGAINST, measuredGroups } from './measured-groups.js';

/** Most rows or columns of a heatmap, because more cannot be read; the table has all of them. */
const MOST_LINES = 60;

const unique = (values: readonly string[]): string[] => [...new Set(values)];

const columnOf = (group: GroupResult, by: readonly string[]): string => group.attributes[by.at(-1) ?? ''] ?? UNKNOWN;

const rowOf = (group: GroupResult, by: readonly string[]): string =>
  by
    .slice(0, -1)
    .map((name) => group.attributes[name] ?? UNKNOWN)
    .join(', ');

function cellOf(group: GroupResult | undefined, metric: string): HeatmapCell | null {
  if (group === undefined) return null;
  const estimate = group.metrics[metric];
  return estimate === undefined
    ? { value: null, n: group.n, status: 'undefined' }
    : { value: estimate.estimate, n: estimate.n, status: estimate.status };
}

const overallOf = ({ overall }: AuditResult, metric: string): number | null =>
  overall.metrics[metric]?.estimate ?? null;

function captionOf(result: AuditResult, groups: readonly GroupResult[], metric: string, by: readonly string[]): string {
  const few = measuredGroups(groups, metric).filter((group) => group.metrics[metric]?.status !== 'ok').length;
  const blank =
    few === 0
      ? ''
      : `; ${few} of ${counted(groups.length, 'cell')} ${agree(few, 'has', 'have')} too few people and ${agree(few, 'is', 'are')} blank`;
  const against = overallOf(result, metric) === null ? '' : ', against the overall value';
  return `${sentenceCase(columnHead(metric, amountUnit(result)))} by ${byLabel(by)}${against}${blank}`;
}

function heatmapFigure(result: AuditResult, by: readonly string[], metric: string, key: string): Markup {
  const groups = groupsOf(result, by).filter((group) => !isUnknown(group));
  const unit = amountUnit(result);
  const words = metricWords(metric, unit);
  const head = columnHead(metric, unit);
  const rows = unique(groups.map((group) => rowOf(group, by))).slice(0, MOST_LINES);
  const columns = unique(groups.map((group) => columnOf(group, by))).slice(0, MOST_LINES);
  const find = (row: string, column: string) =>
    groups.find((group) => rowOf(group, by) === row && columnOf(group, by) === column);
  const pivot = overallOf(result, metric);
  const measured = new Set(measuredGroups(groups, metric));
  const caption = captionOf(result, groups, metric, by);
  return figure({
    caption,
    drawing: scrolling(
      caption,
      heatmapChart({
        key,
        title: `${head} by ${byLabel(by)}`,
        description: `Each cell is one intersection${pivot === null ? '' : '; the middle of the palette is the overall value'}. The numbers are in the table below.`,
        rowHeading: by.slice(0, -1).join(', '),
        columnHeading: by.at(-1) ?? '',
        rows,
        columns,
        cells: rows.map((row) => columns.map((column) => cellOf(find(row, column), metric))),
        pivot,
        unit: words.unit,
      }),
    ),
    table: {
      caption: `${head} by ${byLabel(by)}`,
      columns: [
        { head: 'Intersection' },
        { head: 'Value', numeric: true },
        { head: 'n', numeric: true },
        { head: 'Evidence' },
      ],
      rows: groups.map((group) => {
        const cell = cellOf(group, metric);
        return {
          few: measured.has(group) && cell?.status !== 'ok',
          cells: [
            groupName(group.attributes),
            cell?.status === 'ok' ? formatValue(cell.value, words.unit) : 'blank',
            formatCount(cell?.n ?? 0),
            measured.has(group) ? EVIDENCE_WORDS[cell?.status ?? 'undefined'] : HELD_AGAINST,
          ],
        };
      }),
    },
  });
}

/** One heatmap per intersection and metric that the policy asks about there. */
export function intersectionsSection(result: AuditResult): Markup[] {
  return attributeSets(result)
    .filter((by) => by.length > 1)
    .flatMap((by, index) => {
      const asked = result.requirements.filter((each) => sameBy(each.by, by)).map(metricKey);
      return unique([usualMetric(result), ...asked]).map((metric) =>
        heatmapFigure(result, by, metric, `heatmap-${index + 1}-${metric}`),
      );
    });
}
