import { counted } from '../../../../core/base/counted.js';
import {
  decimalsIn,
  type ForestChart,
  type ForestRow,
  forestChart,
  formatCount,
  formatInterval,
  formatValue,
} from '../../../../core/charts/index.js';
import { compositeOf, levelText, type RequirementResult } from '../../../../core/policy/sections/index.js';
import { figure, groupName, type Markup, responsive, type TableSpec } from '../../../pages/parts/index.js';
import {
  byLabel,
  groupLabel,
  isValue,
  keyText,
  measureLabel,
  metricWords,
  subjectText,
} from '../../../wording/index.js';
import { boundLines, isBeyondLines } from './bound-lines.js';
import { drawnOf, EVIDENCE_WORDS, isJudgedRow, rowOf } from './forest-rows.js';

type Part = NonNullable<RequirementResult['parts']>[number];

/** The forest plot of what a composite measure is, or is made of, in each group; nothing where no group has it. */
export function partsFigure(requirement: RequirementResult, key: string, caption: string): Markup[] {
  const { parts = [] } = requirement;
  if (parts.length === 0) return [];
  const drawing = responsive(key, (variant) => forestChart(chartOf(requirement, parts, variant)));
  return [figure({ caption, drawing, table: tableOf(requirement, parts) })];
}

/** The measure of a group, in a stratum too, is shown as the requirement is; a rate that it is made of in per cent. */
const unitOfPart = (requirement: RequirementResult, { component }: Part): ForestChart['unit'] =>
  component === undefined || requirement.given !== undefined ? metricWords(requirement.metric).unit : 'share';

function chartOf(
  requirement: RequirementResult,
  parts: readonly Part[],
  { key, width }: { readonly key: string; readonly width: number },
): ForestChart {
  const { shown, cut } = drawnOf(parts, ({ n }) => n);
  const components = [...new Set(shown.map(({ component }) => component))];
  const [first] = shown;
  const reference = referenceOf(requirement, parts);
  const value = reference?.estimate ?? null;
  return {
    key,
    width,
    title: subjectText(requirement),
    description: `Forest plot of ${counted(shown.length, 'value')} with ${levelText(requirement.level)} intervals. The numbers are in the table below.`,
    axisLabel: `${axisOf(requirement, first!)}${cut}`,
    unit: unitOfPart(requirement, first!),
    sections: components.map((component) => ({
      heading: component === undefined ? byLabel(requirement.by) || 'all people' : metricWords(component).label,
      rows: shown
        .filter((part) => part.component === component)
        .map((part) => rowOf(ownLabel(requirement, part), part, roleOf(requirement, part, reference))),
      reference: value === null ? null : { value, label: `reference: ${groupLabel(requirement.reference)}` },
      bounds: component === undefined ? boundLines(requirement, value) : [],
    })),
  };
}

/** The value of the reference, where the gap to it is the one that is bounded. */
const referenceOf = ({ compare, reference }: RequirementResult, parts: readonly Part[]): Part | undefined =>
  compare === 'value'
    ? undefined
    : parts.find(({ component, group }) => component === undefined && keyText(group) === keyText(reference));

function roleOf(requirement: RequirementResult, part: Part, reference: Part | undefined): ForestRow['role'] {
  if (part === reference) return 'reference';
  const against = reference?.estimate ?? null;
  if (part.component !== undefined || part.estimate === null || (against === null && !isValue(requirement)))
    return null;
  if (![part, reference].every((one) => one === undefined || isJudgedRow(requirement, one))) return null;
  return isBeyondLines(part.estimate, against, requirement) ? 'breach' : null;
}

/** The group of a part without what its heading says already, such as the score. */
function ownLabel({ by }: RequirementResult, { group }: Part): string {
  const own = Object.entries(group).filter(([name]) => by.includes(name));
  return groupLabel(own.length === 0 ? group : Object.fromEntries(own));
}

/** What is drawn: the rates whose gaps a measure compares, or the measure of each group; of a gap the values that it is the gap of. */
function axisOf(requirement: RequirementResult, { component }: Part): string {
  if (component !== undefined && requirement.given === undefined) return 'rates whose widest gap it is';
  const composite = compositeOf(requirement.metric);
  return composite?.judged === 'gap' ? composite.words.values : measureLabel(requirement);
}

function tableOf(requirement: RequirementResult, parts: readonly Part[]): TableSpec {
  const made = parts.some(({ component }) => component !== undefined);
  const own = parts.filter(({ component }) => component === undefined);
  const decimals = decimalsIn(
    metricWords(requirement.metric).unit,
    own.flatMap(({ estimate, lower, upper }) => [estimate, lower, upper]),
    boundLines(requirement, referenceOf(requirement, parts)?.estimate ?? null).map(({ value }) => value),
  );
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
      const digits = part.component === undefined ? decimals : undefined;
      return {
        few: part.status !== 'ok',
        cells: [
          made && requirement.given === undefined ? ownLabel(requirement, part) : groupName(part.group),
          ...(made ? [metricWords(part.component ?? requirement.metric).label] : []),
          formatValue(part.estimate, unit, digits),
          formatInterval(part.lower, part.upper, unit, digits),
          formatCount(part.n),
          EVIDENCE_WORDS[part.status],
        ],
      };
    }),
  };
}
