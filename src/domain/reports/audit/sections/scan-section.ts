import { counted } from '../../../../core/base/counted.js';
import {
  type ForestRow,
  forestChart,
  formatCount,
  formatInterval,
  formatPValue,
  formatValue,
} from '../../../../core/charts/index.js';
import type { Scan, ScannedCell } from '../../../../core/fairness/index.js';
import type { AuditResult } from '../../../audits/result/index.js';
import { figure, groupName, type Markup, p, responsive, type TableSpec } from '../../../pages/parts/index.js';
import { groupLabel, isStriking, looksAcross, metricWords, scanMethod, scanSentence } from '../../../wording/index.js';

/** Most cells drawn and listed per metric, the most striking first; audit.json has more. */
const MOST_CELLS = 8;

const rowOf = (cell: ScannedCell): ForestRow => ({
  label: groupLabel(cell.cell),
  estimate: cell.difference,
  lower: cell.lower,
  upper: cell.upper,
  n: cell.n,
  status: 'ok',
  role: null,
});

function tableOf(scan: Scan, cells: readonly ScannedCell[], level: number): TableSpec {
  const { label } = metricWords(scan.metric);
  return {
    caption: `${label}: the ${cells.length} most striking of ${counted(formatCount(scan.tested), 'cell')} tested`,
    columns: [
      { head: 'Cell' },
      { head: 'Rate', numeric: true },
      { head: 'Shrunken', numeric: true },
      { head: 'Everybody else', numeric: true },
      { head: 'Difference [interval]', numeric: true },
      { head: 'n', numeric: true },
      { head: 'p', numeric: true },
      { head: 'p, corrected', numeric: true },
    ],
    rows: cells.map((cell) => ({
      few: !isStriking(cell, level),
      cells: [
        groupName(cell.cell),
        formatValue(cell.rate, 'share'),
        formatValue(cell.shrunkenRate, 'share'),
        formatValue(cell.restRate, 'share'),
        `${formatValue(cell.difference, 'points').replace(/ pp$/, '')} ${formatInterval(cell.lower, cell.upper, 'points')}`,
        formatCount(cell.n),
        formatPValue(cell.pValue),
        formatPValue(cell.holm),
      ],
    })),
  };
}

function scanPart(scan: Scan, level: number, index: number): Markup {
  const cells = scan.cells.slice(0, MOST_CELLS);
  if (cells.length === 0) return p(scanSentence(scan, level));
  const { label } = metricWords(scan.metric);
  return figure({
    caption: scanSentence(scan, level),
    drawing: responsive(`scan-${index + 1}`, (variant) =>
      forestChart({
        ...variant,
        title: `Most striking cells, ${label}`,
        description: 'Difference of each cell from everybody outside it. The numbers are in the table below.',
        axisLabel: 'difference from everybody else, pp',
        unit: 'points',
        valueHead: 'difference [interval]',
        markWords: { ok: 'cell' },
        sections: [
          {
            heading: label,
            rows: cells.map(rowOf),
            reference: { value: 0, label: 'everybody else' },
            bounds: [],
          },
        ],
      }),
    ),
    table: tableOf(scan, cells, level),
  });
}

/** The most striking cells of all attributes and their intersections, per watched metric. */
export function scanSection(result: AuditResult): Markup[] {
  const scans = (result.scan ?? []).filter(looksAcross);
  const [first] = scans;
  const { level } = result.policy;
  return first === undefined
    ? []
    : [p(scanMethod(first, level)), ...scans.map((scan, index) => scanPart(scan, level, index))];
}
