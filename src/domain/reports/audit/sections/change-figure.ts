import { counted } from '../../../../core/base/counted.js';
import {
  decimalsIn,
  type ForestChart,
  forestChart,
  formatCount,
  formatInterval,
  formatValue,
} from '../../../../core/charts/index.js';
import { levelText, type RequirementResult } from '../../../../core/policy/sections/index.js';
import { figure, groupName, type Markup, responsive, type TableSpec } from '../../../pages/parts/index.js';
import { byLabel, groupLabel, measureLabel, metricWords, subjectText, unitOf } from '../../../wording/index.js';
import {
  boundsOnAxis,
  drawnOf,
  evidenceWords,
  isBeyondBound,
  isJudgedRow,
  rowOf,
  sizeHead,
  unitSuffix,
} from './forest-rows.js';

type Change = NonNullable<RequirementResult['changes']>[number];

/** The forest plot of how far each group moved since the accepted audit; nothing where no group can be compared. */
export function changeFigure(requirement: RequirementResult, key: string, caption: string): Markup[] {
  const { changes = [] } = requirement;
  if (changes.length === 0) return [];
  const drawing = responsive(key, (variant) => forestChart(chartOf(requirement, changes, variant)));
  return [figure({ caption, drawing, table: tableOf(requirement, changes) })];
}

function chartOf(
  requirement: RequirementResult,
  changes: readonly Change[],
  { key, width }: { readonly key: string; readonly width: number },
): ForestChart {
  const { shown, cut } = drawnOf(changes, ({ nNow }) => nNow, ' groups');
  return {
    key,
    width,
    title: subjectText(requirement),
    description: `Forest plot of ${counted(shown.length, 'group')} with ${levelText(requirement.level)} intervals of their change. The numbers are in the table below.`,
    sizeHead: sizeHead(requirement.metric),
    axisLabel: `change of ${measureLabel(requirement)}${requirement.change?.relative ? '' : unitSuffix(requirement)}${cut}`,
    unit: unitOf(requirement),
    sections: [
      {
        heading: byLabel(requirement.by) || 'all people',
        rows: shown.map((change) => {
          const isBeyond = isJudgedRow(requirement, change) && isBeyondBound(requirement, change.estimate);
          const role = isBeyond ? 'breach' : null;
          return rowOf(groupLabel(change.group), { ...change, n: change.nNow }, role);
        }),
        reference: { value: 0, label: 'no change' },
        bounds: boundsOnAxis(requirement),
      },
    ],
  };
}

function tableOf(requirement: RequirementResult, changes: readonly Change[]): TableSpec {
  const { unit } = metricWords(requirement.metric);
  const changeUnit = unitOf(requirement);
  const decimals = decimalsIn(
    unit,
    changes.flatMap(({ before, now }) => [before, now]),
  );
  const changeDecimals = decimalsIn(
    changeUnit,
    changes.flatMap(({ estimate, lower, upper }) => [estimate, lower, upper]),
    boundsOnAxis(requirement).map(({ value }) => value),
  );
  return {
    caption: `${subjectText(requirement)}${unitSuffix(requirement)}`,
    columns: [
      { head: 'Group' },
      { head: 'Accepted audit', numeric: true },
      { head: sizeHead(requirement.metric, ' then'), numeric: true },
      { head: 'Now', numeric: true },
      { head: sizeHead(requirement.metric, ' now'), numeric: true },
      { head: 'Change', numeric: true },
      { head: 'Interval', numeric: true },
      { head: 'Evidence' },
    ],
    rows: changes.map((change) => ({
      few: change.status !== 'ok',
      cells: [
        groupName(change.group),
        formatValue(change.before, unit, decimals),
        formatCount(change.nBefore),
        formatValue(change.now, unit, decimals),
        formatCount(change.nNow),
        formatValue(change.estimate, changeUnit, changeDecimals),
        formatInterval(change.lower, change.upper, changeUnit, changeDecimals),
        evidenceWords(requirement.metric, change.status),
      ],
    })),
  };
}
