import { counted } from '../../../../core/base/counted.js';
import { type DumbbellRow, dumbbellChart, formatCount, formatValue } from '../../../../core/charts/index.js';
import { levelText } from '../../../../core/policy/sections/index.js';
import type { AuditResult } from '../../../audits/result/index.js';
import type { PlannedShare, RuleEffect } from '../../../audits/source/index.js';
import { figure, groupName, type Markup, p, responsive, type TableSpec } from '../../../pages/parts/index.js';
import { groupLabel, ruleSentences, rulesOf } from '../../../wording/index.js';

const PARTS = [
  ['rate', 'with a 1'],
  ['toFavourable', 'moved to the favourable decision'],
  ['toUnfavourable', 'moved to the unfavourable one'],
] as const;

const cellsOf = (share: PlannedShare | null): string[] =>
  share === null
    ? ['n/a', 'n/a', 'n/a']
    : [
        formatValue(share.planned, 'share'),
        formatValue(share.seen, 'share'),
        `${formatValue(share.lower, 'points')} to ${formatValue(share.upper, 'points')}${share.isOff ? ' (off)' : ''}`,
      ];

function tableOf(effect: RuleEffect): TableSpec {
  return {
    caption: `Decisions of the rule beside its plan; intervals of the difference, together at 95 % (each at ${levelText(effect.level)})`,
    columns: [
      { head: 'Group' },
      { head: 'Share' },
      { head: 'Planned on', numeric: true },
      { head: 'Decided', numeric: true },
      { head: 'Planned', numeric: true },
      { head: 'Seen', numeric: true },
      { head: 'Seen less planned', numeric: true },
    ],
    rows: effect.groups.flatMap((one) =>
      PARTS.map(([part, words]) => ({
        cells: [groupName(one.group), words, formatCount(one.nPlanned), formatCount(one.n), ...cellsOf(one[part])],
      })),
    ),
  };
}

const rowsOf = (effect: RuleEffect): DumbbellRow[] =>
  effect.groups.flatMap((one) =>
    PARTS.flatMap(([part, words]): DumbbellRow[] => {
      const share = one[part];
      if (share === null) return [];
      return [
        {
          label: `${groupLabel(one.group)}: ${words}`,
          from: { label: 'planned', value: share.planned },
          to: {
            label: 'seen',
            value: share.seen,
            lower: Math.max(0, share.planned + share.lower),
            upper: Math.min(1, share.planned + share.upper),
          },
          status: 'ok',
        },
      ];
    }),
  );

/** The rules that the deployment decided by, each beside what was planned when it was found; empty where it decided by none. */
export function rulesSection(result: AuditResult): Markup[] {
  return rulesOf(result).flatMap((effect, index) => {
    const sentences = ruleSentences(effect).map((words) => p(words));
    const rows = rowsOf(effect);
    if (rows.length === 0) return sentences;
    const drawing = responsive(`rule-${index + 1}`, ({ key, width }) =>
      dumbbellChart({
        key,
        width,
        title: 'Shares that were planned, and those that came about',
        description: `Pairs of shares for ${counted(effect.groups.length, 'group')}. The numbers are in the table below.`,
        axisLabel: 'share of the decided people of the group',
        unit: 'share',
        ends: ['planned', 'seen'],
        intervalWords: `${levelText(effect.level)} interval of what was seen, beside the plan`,
        rows,
      }),
    );
    return [
      ...sentences,
      figure({ caption: 'What the rule did, and what was planned', drawing, table: tableOf(effect) }),
    ];
  });
}
