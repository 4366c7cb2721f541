import { counted } from '../../../../core/base/counted.js';
import {
  decimalsIn,
  type ForestChart,
  type ForestRow,
  forestChart,
  formatCount,
} from '../../../../core/charts/index.js';
import type { RequirementResult } from '../../../../core/policy/sections/index.js';
import { compositeOf, countedIn, evidenceUnits, levelText } from '../../../../core/policy/sections/index.js';
import type { Estimate } from '../../../../core/stats/base/index.js';
import type { AuditResult, GroupResult } from '../../../audits/result/index.js';
import { figure, groupName, type Markup, responsive, type TableSpec } from '../../../pages/parts/index.js';
import {
  byLabel,
  groupLabel,
  groupsOf,
  isUnknown,
  isValue,
  keyText,
  measureLabel,
  metricKey,
  metricWords,
} from '../../../wording/index.js';
import { boundLines, isBeyondLines } from './bound-lines.js';
import { drawnOf, estimateCells, isBeyondBound, isJudgedRow, rowOf, sizeHead, unitSuffix } from './forest-rows.js';
import { HELD_AGAINST, measuredGroups } from './measured-groups.js';

/** The value of a group: with the interval that judges it where the value itself is bounded, so that one number has one interval. */
function estimateOf(group: GroupResult, requirement: RequirementResult, level: number): Estimate {
  const own = isValue(requirement)
    ? requirement.parts?.find((part) => keyText(part.group) === keyText(group.attributes))
    : undefined;
  if (own !== undefined) return { ...own, method: own.method ?? requirement.method };
  const missing = {
    estimate: null,
    lower: null,
    upper: null,
    level,
    method: 'none',
    n: 0,
    status: 'undefined',
  } as const;
  return group.metrics[metricKey(requirement)] ?? missing;
}

/** Name of the values that are drawn: of a composite measure those that it compares. */
const valuesLabel = (requirement: RequirementResult): string =>
  compositeOf(requirement.metric) === null ? measureLabel(requirement) : metricWords(metricKey(requirement)).label;

/** Name of what is measured, with the unit of amounts. */
const labelWithUnit = (requirement: RequirementResult): string =>
  `${valuesLabel(requirement)}${unitSuffix(requirement)}`;

function roleOf(
  group: GroupResult,
  reference: GroupResult | undefined,
  { requirement, level }: { readonly requirement: RequirementResult; readonly level: number },
): ForestRow['role'] {
  const value = group.metrics[metricKey(requirement)]?.estimate ?? null;
  if (group === reference) return 'reference';
  if (!isJudgedRow(requirement, estimateOf(group, requirement, level))) return null;
  if (isValue(requirement)) return isBeyondBound(requirement, value) ? 'breach' : null;
  if (reference === undefined || !isJudgedRow(requirement, estimateOf(reference, requirement, level))) return null;
  const against = reference.metrics[metricKey(requirement)]?.estimate ?? null;
  return value !== null && against !== null && isBeyondLines(value, against, requirement) ? 'breach' : null;
}

const referenceOf = (groups: readonly GroupResult[], { reference }: RequirementResult): GroupResult | undefined =>
  groups.find((group) => keyText(group.attributes) === keyText(reference));

const valueIn = (group: GroupResult | undefined, requirement: RequirementResult): number | null =>
  group?.metrics[metricKey(requirement)]?.estimate ?? null;

function forestOf(result: AuditResult, requirement: RequirementResult, key: string, width: number): ForestChart {
  const words = metricWords(metricKey(requirement));
  const known = groupsOf(result, requirement.by).filter((group) => !isUnknown(group));
  const all = measuredGroups(known, metricKey(requirement));
  const { shown, cut } = drawnOf(all, ({ n }) => n, ' groups');
  const { level } = result.policy;
  const reference = referenceOf(all, requirement);
  const value = valueIn(reference, requirement);
  const lines = boundLines(requirement, value);
  const rows = shown.map((group) =>
    rowOf(
      groupLabel(group.attributes),
      estimateOf(group, requirement, level),
      roleOf(group, reference, { requirement, level }),
    ),
  );
  return {
    key,
    width,
    title: titleOf(requirement),
    description: `Forest plot of ${counted(rows.length, 'group')} with ${levelText(level)} intervals. The numbers are in the table below.`,
    axisLabel: `${labelWithUnit(requirement)}${cut}`,
    sizeHead: sizeHead(requirement.metric),
    ...(countedIn(requirement.metric) === 'person'
      ? {}
      : { markWords: { insufficient: `too few ${evidenceUnits(requirement.metric)} to judge` } }),
    unit: words.unit,
    ...(words.unit === 'share' ? { limits: [0, 1] as const } : {}),
    sections: [
      {
        heading: headingOf(requirement),
        rows,
        reference: value === null ? null : { value, label: `reference: ${groupLabel(requirement.reference)}` },
        bounds: lines,
      },
    ],
  };
}

function headingOf({ by, against, metric }: RequirementResult): string {
  const heading = byLabel(by) || (countedIn(metric) === 'list' ? 'all candidates' : 'all people');
  return against === undefined ? heading : `${heading}, against ${groupLabel(against)}`;
}

function titleOf(requirement: RequirementResult): string {
  const { by } = requirement;
  const label = labelWithUnit(requirement);
  return by.length === 0 ? `${label} of everyone` : `${label} by ${byLabel(by)}`;
}

/** The head of the intervals with their method, which is not always the one by which the requirement is judged. */
function intervalHead(estimates: readonly Estimate[]): string {
  const methods = new Set(estimates.filter(({ lower }) => lower !== null).map(({ method }) => method));
  return methods.size === 1 ? `Interval (${[...methods][0]})` : 'Interval';
}

function tableOf(result: AuditResult, requirement: RequirementResult): TableSpec {
  const words = metricWords(metricKey(requirement));
  const groups = groupsOf(result, requirement.by);
  const measured = new Set(measuredGroups(groups, metricKey(requirement)));
  const estimateIn = (group: GroupResult) => estimateOf(group, requirement, result.policy.level);
  const decimals = decimalsIn(
    words.unit,
    groups.map(estimateIn).flatMap(({ estimate, lower, upper }) => [estimate, lower, upper]),
    boundLines(requirement, valueIn(referenceOf(groups, requirement), requirement)).map((line) => line.value),
  );
  return {
    caption: titleOf(requirement),
    columns: [
      { head: 'Group' },
      { head: 'Estimate', numeric: true },
      { head: intervalHead(groups.map(estimateIn)), numeric: true },
      { head: sizeHead(requirement.metric), numeric: true },
      { head: 'Evidence' },
    ],
    rows: groups.map((group) => {
      if (!measured.has(group))
        return { cells: [groupName(group.attributes), '', '', formatCount(group.n), HELD_AGAINST] };
      const estimate = estimateIn(group);
      const { value, interval, evidence } = estimateCells(estimate, words.unit, {
        metric: requirement.metric,
        decimals,
      });
      return {
        few: estimate.status !== 'ok',
        cells: [groupName(group.attributes), value, interval, formatCount(estimate.n), evidence],
      };
    }),
  };
}

/** The forest plot of the metric that a requirement is about, over the groups it compares. */
export const forestFigure = (
  result: AuditResult,
  requirement: RequirementResult,
  key: string,
  caption: string,
): Markup =>
  figure({
    caption,
    drawing: responsive(key, (variant) => forestChart(forestOf(result, requirement, variant.key, variant.width))),
    table: tableOf(result, requirement),
  });
