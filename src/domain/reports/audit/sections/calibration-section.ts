import {
  calibrationChart,
  formatCount,
  formatInterval,
  formatNumber,
  formatValue,
} from '../../../../core/charts/index.js';
import type { AuditResult, CalibrationResult } from '../../../audits/result/index.js';
import { figure, groupName, h, type Markup } from '../../../pages/parts/index.js';
import { byLabel, groupLabel, sameBy } from '../../../wording/index.js';

/** Most panels per attribute; the largest groups are drawn, and the table has all of them. */
const MOST_PANELS = 9;
/** Width of one panel with its axis labels, in CSS pixels. */
const PANEL_WIDTH = 230;

const peopleOf = (each: CalibrationResult): number => each.bins.reduce((sum, bin) => sum + bin.n, 0);

const isKnown = (each: CalibrationResult): boolean => !Object.values(each.group).includes(null);

function largest(results: readonly CalibrationResult[]): CalibrationResult[] {
  const chosen = new Set([...results].sort((a, b) => peopleOf(b) - peopleOf(a)).slice(0, MOST_PANELS));
  return results.filter((each) => chosen.has(each));
}

/** The drawing of one group; drawings fill as many columns as the page has room for. */
function panelOf(result: AuditResult, each: CalibrationResult, key: string): Markup {
  const label = groupLabel(each.group);
  return calibrationChart({
    key,
    width: PANEL_WIDTH,
    title: `Calibration of ${label}`,
    description:
      'Mean score across, observed share with label 1 up, people per bin below. The numbers are in the table below.',
    minGroupSize: result.policy.minGroupSize,
    panels: [{ label, n: peopleOf(each), points: each.bins }],
  });
}

function calibrationFigure(result: AuditResult, by: readonly string[], index: number): Markup {
  const all = (result.calibration ?? []).filter((each) => sameBy(each.by, by) && isKnown(each));
  const shown = largest(all);
  const cut = shown.length < all.length ? ` The ${shown.length} largest of ${all.length} groups are drawn.` : '';
  return figure({
    caption: `Does a score mean the same in every group of ${byLabel(by)}? On the diagonal it means what it says; above it, more people have label 1 than the score says.${cut}`,
    drawing: [
      h(
        'div',
        { class: 'panels' },
        ...shown.map((each, panel) => panelOf(result, each, `calibration-${index + 1}-${panel + 1}`)),
      ),
    ],
    table: {
      caption: `Calibration by ${byLabel(by)}: bins with people in them`,
      columns: [
        { head: 'Group' },
        { head: 'Mean score', numeric: true },
        { head: 'Observed share', numeric: true },
        { head: 'Interval', numeric: true },
        { head: 'n', numeric: true },
      ],
      rows: all.flatMap((each) =>
        each.bins
          .filter((bin) => bin.n > 0)
          .map((bin) => ({
            few: bin.n < result.policy.minGroupSize,
            cells: [
              groupName(each.group),
              formatNumber(bin.meanScore),
              formatValue(bin.observed, 'share'),
              formatInterval(bin.lower, bin.upper, 'share'),
              formatCount(bin.n),
            ],
          })),
      ),
    },
  });
}

/** One figure per attribute. Intersections have too few people per bin to be read; their bins are in audit.json. */
export function calibrationSection(result: AuditResult): Markup[] {
  const single = (result.calibration ?? []).filter((each) => each.by.length === 1 && isKnown(each));
  const sets = new Map(single.map((each) => [each.by.join(), each.by]));
  return [...sets.values()].map((by, index) => calibrationFigure(result, by, index));
}
