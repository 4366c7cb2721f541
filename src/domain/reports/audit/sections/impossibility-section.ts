import { formatCount, formatValue } from '../../../../core/charts/index.js';
import type { AuditResult, ImpossibilitySection } from '../../../audits/result/index.js';
import { folded, groupName, h, type Markup, p, table } from '../../../pages/parts/index.js';
import { byLabel } from '../../../wording/index.js';

const HOLDS = { true: 'can hold together', false: 'exclude each other', null: 'undecided' } as const;

function partOf(section: ImpossibilitySection): Markup[] {
  const { result, by } = section;
  if (result.status !== 'ok') return [p(`By ${byLabel(by)}: ${result.reason ?? 'not enough groups'}.`)];
  return [
    h('h3', {}, `By ${byLabel(by)}`),
    p(result.summary),
    folded(
      `Base rates and statements by ${byLabel(by)}`,
      table({
        caption: `Base rates by ${byLabel(by)}`,
        columns: [{ head: 'Group' }, { head: 'Base rate', numeric: true }, { head: 'Labelled people', numeric: true }],
        rows: result.groups.map((group) => ({
          cells: [groupName(group.key), formatValue(group.baseRate, 'share'), formatCount(group.n)],
        })),
      }),
      table({
        caption: `Criteria by ${byLabel(by)}`,
        columns: [{ head: 'Criteria' }, { head: 'Here they' }, { head: 'In words' }, { head: 'Source' }],
        rows: result.statements.map((statement) => ({
          cells: [
            statement.criteria.join(' and ').replaceAll('_', ' '),
            HOLDS[`${statement.canHoldTogether}`],
            statement.sentence,
            statement.source,
          ],
        })),
      }),
    ),
  ];
}

/** Criteria of fairness that exclude each other at the base rates of these data. */
export const impossibilitySection = (result: AuditResult): Markup[] => (result.impossibility ?? []).flatMap(partOf);
