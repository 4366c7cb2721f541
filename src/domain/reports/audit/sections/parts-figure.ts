import {
  type ForestChart,
  type ForestRow,
  forestChart,
  formatCount,
  formatInterval,
  formatValue,
} from '../../../../core/charts/index.js';
import { levelText, type RequirementResult } from '../../../../core/policy/sections/index.js';
import { figure, groupName, type Markup, responsive, type TableSpec } from '../../../pages/parts/index.js';
import {
  allowedEnds,
  boundValueText,
  byLabel,
  groupLabel,
  isValue,
  metricWords,
  subjectText,
} from '../../../wording/index.js';
import { EVIDENCE_WORDS } from './forest-figure.js';

/** Most rows in a chart; the table below it has all of them. */
const MOST_ROWS = 40;

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
  const most = new Set([...parts].sort((a, b) => b.n - a.n).slice(0, MOST_ROWS));
  const shown = parts.filter((part) => most.has(part));
  const cut = shown.length < parts.length ? ` (the ${shown.length} largest of ${parts.length})` : '';
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
      rows: shown.filter((part) => part.component === component).map((part) => rowOf(part, requirement)),
      reference: null,
      bounds: isValue(requirement) ? boundsOf(requirement) : [],
    })),
  };
}

const axisOf = (requirement: RequirementResult, { component }: Part): string =>
  component === undefined || requirement.given !== undefined
    ? metricWords(requirement.metric).label
    : 'rates whose widest gap it is';

const boundsOf = (requirement: RequirementResult): ForestChart['sections'][number]['bounds'] =>
  [allowedEnds(requirement).lower, allowedEnds(requirement).upper].flatMap((end) =>
    end === null ? [] : [{ value: end, label: `bound: ${boundValueText(requirement, end)}` }],
  );

function rowOf(part: Part, requirement: RequirementResult): ForestRow {
  const { lower, upper } = allowedEnds(requirement);
  const { estimate } = part;
  const isBeyond =
    isValue(requirement) &&
    estimate !== null &&
    ((lower !== null && estimate < lower) || (upper !== null && estimate > upper));
  return {
    label: groupLabel(part.group),
    estimate,
    lower: part.lower,
    upper: part.upper,
    n: part.n,
    status: part.status,
    role: isBeyond ? 'breach' : null,
  };
}

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
