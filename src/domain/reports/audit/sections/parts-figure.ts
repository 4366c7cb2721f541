import {
  type ForestChart,
  forestChart,
  formatCount,
  formatInterval,
  formatValue,
} from '../../../../core/charts/index.js';
import { levelText, type RequirementResult } from '../../../../core/policy/sections/index.js';
import { figure, groupName, type Markup, responsive, type TableSpec } from '../../../pages/parts/index.js';
import { byLabel, groupLabel, isValue, metricWords, subjectText } from '../../../wording/index.js';
import { boundsOnAxis, drawnOf, EVIDENCE_WORDS, isBeyondBound, rowOf } from './forest-rows.js';

type Part = NonNullable<RequirementResult['parts']>[number];

/** The forest plot of what a composite measure is, or is made of, in each group; nothing where no group has it. */
export function partsFigure(requirement: RequirementResult, key: string, caption: string): Markup[] {
  const { parts = [] } = requirement;
  if (parts.length === 0) return [];
  const drawing = responsive(key, (variant) => forestChart(chartOf(requirement, parts, variant)));
  return [figure({ caption, drawing, table: tableOf(requirement, parts) })];
}

/** The measure of a group is shown as the requirement is; a rate that it is made of in per cent. */
const unitOfPart = (requirement: RequirementResult, { component }: Part): ForestChart['unit'] =>
  component === undefined ? metricWords(requirement.metric).unit : 'share';

function chartOf(
  requirement: RequirementResult,
  parts: readonly Part[],
  { key, width }: { readonly key: string; readonly width: number },
): ForestChart {
  const { shown, cut } = drawnOf(parts, ({ n }) => n);
  const components = [...new Set(shown.map(({ component }) => component))];
  const [first] = shown;
  return {
    key,
    width,
    title: subjectText(requirement),
    description: `Forest plot of ${shown.length} values with ${levelText(requirement.level)} intervals. The numbers are in the table below.`,
    axisLabel: `${axisOf(requirement, first!)}${cut}`,
    unit: unitOfPart(requirement, first!),
    sections: components.map((component) => ({
      heading:
        component === undefined ? byLabel(requirement.by) || 'all groups together' : metricWords(component).label,
      rows: shown
        .filter((part) => part.component === component)
        .map((part) => {
          const isBreach = isValue(requirement) && isBeyondBound(requirement, part.estimate);
          return rowOf(groupLabel(part.group), part, isBreach ? 'breach' : null);
        }),
      reference: null,
      bounds: isValue(requirement) ? boundsOnAxis(requirement) : [],
    })),
  };
}

const axisOf = (requirement: RequirementResult, { component }: Part): string =>
  component === undefined || requirement.given !== undefined
    ? metricWords(requirement.metric).label
    : 'rates whose widest gap it is';

function tableOf(requirement: RequirementResult, parts: readonly Part[]): TableSpec {
  const made = parts.some(({ component }) => component !== undefined);
  return {
    caption: subjectText(requirement),
    columns: [
      { head: 'Group' },
      ...(made ? [{ head: requirement.given === undefined ? 'Rate' : 'Stratum' }] : []),
      { head: 'Estimate', numeric: true },
      { head: 'Interval', numeric: true },
      { head: 'n', numeric: true },
      { head: 'Evidence' },
    ],
    rows: parts.map((part) => {
      const unit = unitOfPart(requirement, part);
      return {
        few: part.status !== 'ok',
        cells: [
          groupName(part.group),
          ...(made ? [metricWords(part.component ?? requirement.metric).label] : []),
          formatValue(part.estimate, unit),
          formatInterval(part.lower, part.upper, unit),
          formatCount(part.n),
          EVIDENCE_WORDS[part.status],
        ],
      };
    }),
  };
}
