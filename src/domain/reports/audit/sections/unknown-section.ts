import { agree, counted } from '../../../../core/base/counted.js';
import { type ForestRow, forestChart, formatCount, formatNumber, formatValue } from '../../../../core/charts/index.js';
import type { UnknownGroupBounds } from '../../../../core/fairness/index.js';
import type { AuditResult } from '../../../audits/result/index.js';
import { figure, groupName, h, type Markup, p, responsive, type TableSpec } from '../../../pages/parts/index.js';
import {
  byLabel,
  findGroup,
  groupLabel,
  keyText,
  metricWords,
  requirementSentences,
  sameBy,
  sentenceCase,
  unknownPeople,
  unknownSentence,
} from '../../../wording/index.js';

/** Most groups drawn per chart and listed per table; audit.json has all of them. */
const MOST_DRAWN = 12;
const MOST_ROWS = 60;

type Pair = UnknownGroupBounds['differences'][number];

function rowOf(result: AuditResult, bounds: UnknownGroupBounds, pair: Pair): ForestRow {
  const metric = findGroup(result, pair.group)?.metrics[bounds.metric];
  return {
    label: groupLabel(pair.group),
    estimate: pair.estimate,
    lower: pair.lowest,
    upper: pair.highest,
    n: metric?.n ?? 0,
    status: pair.estimate === null ? 'undefined' : (metric?.status ?? 'ok'),
    role: null,
  };
}

function tableOf(bounds: UnknownGroupBounds, label: string): TableSpec {
  const shown = bounds.differences.slice(0, MOST_ROWS);
  const cut =
    shown.length < bounds.differences.length ? ` (first ${shown.length} of ${bounds.differences.length})` : '';
  const ratioOf = (pair: Pair) => bounds.ratios.find((each) => keyText(each.group) === keyText(pair.group));
  return {
    caption: `${label} by ${byLabel(bounds.by)}: what the unknown groups could change${cut}`,
    columns: [
      { head: 'Group' },
      { head: 'Against' },
      { head: 'Difference, known people', numeric: true },
      { head: 'Lowest', numeric: true },
      { head: 'Highest', numeric: true },
      { head: 'Ratio, known people', numeric: true },
      { head: 'Lowest', numeric: true },
      { head: 'Highest', numeric: true },
    ],
    rows: shown.map((pair) => {
      const ratio = ratioOf(pair);
      return {
        cells: [
          groupName(pair.group),
          groupName(pair.reference),
          ...[pair.estimate, pair.lowest, pair.highest].map((value) => formatValue(value, 'points')),
          ...[ratio?.estimate, ratio?.lowest, ratio?.highest].map((value) => formatNumber(value ?? null)),
        ],
      };
    }),
  };
}

function boundsPart(result: AuditResult, bounds: UnknownGroupBounds, key: string): Markup[] {
  const { label } = metricWords(bounds.metric);
  const sentence = `${sentenceCase(label)}: ${unknownSentence(bounds)}`;
  const drawn = bounds.differences.filter((pair) => pair.estimate !== null).slice(0, MOST_DRAWN);
  if (bounds.unknownInDenominator === 0 || drawn.length === 0) return [p(sentence)];
  return [
    p(sentence),
    ...requirementSentences(result, bounds).map((words) => p(words)),
    figure({
      caption: `${sentenceCase(label)} by ${byLabel(bounds.by)}: the differences that ${counted(formatCount(bounds.unknownInDenominator), 'person')} of unknown group ${agree(bounds.unknownInDenominator, 'leaves', 'leave')} possible`,
      drawing: responsive(key, (variant) =>
        forestChart({
          ...variant,
          title: `${label} by ${byLabel(bounds.by)}, with unknown groups assigned at best and at worst`,
          description:
            'A mark for the people of known group, a line for every possible assignment of the others. The numbers are in the table below.',
          axisLabel: `difference in ${label}, pp`,
          unit: 'points',
          valueHead: 'known [lowest, highest]',
          markWords: { ok: 'people of known group' },
          sections: [
            {
              heading: byLabel(bounds.by),
              reference: { value: 0, label: `no difference from ${groupLabel(drawn[0]?.reference ?? null)}` },
              bounds: [],
              rows: drawn.map((pair) => rowOf(result, bounds, pair)),
            },
          ],
        }),
      ),
      table: tableOf(bounds, label),
    }),
  ];
}

/** Possible effect of people of unknown group, by the extremes over every assignment of them to groups; empty when every group is known. */
export function unknownSection(result: AuditResult): Markup[] {
  const all = (result.unknown ?? []).filter((bounds) => bounds.unknown > 0);
  return all.flatMap((bounds, index) => {
    const isFirst = all.findIndex((each) => sameBy(each.by, bounds.by)) === index;
    const head = isFirst ? [h('h3', {}, `By ${byLabel(bounds.by)}`), p(unknownPeople(bounds))] : [];
    return [...head, ...boundsPart(result, bounds, `unknown-${index + 1}`)];
  });
}
