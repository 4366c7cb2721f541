import { formatNumber, formatValue } from '../../../../core/charts/index.js';
import type { AuditResult, InequalitySection } from '../../../audits/result/index.js';
import { type Markup, p, table } from '../../../pages/parts/index.js';
import { byLabel, INEQUALITY_METHOD, inequalitySentence, shareBetween } from '../../../wording/index.js';

/** Decimals of an index; its part between groups has four, because indices are small. */
const INDEX_DECIMALS = 3;
const BETWEEN_DECIMALS = 4;

/** Text of a number with the same decimals in every row, also below a thousandth, so that rows can be compared. */
const fixed = (value: number | null): string => (value === null ? 'n/a' : value.toFixed(BETWEEN_DECIMALS));

function rowOf(section: InequalitySection) {
  const { generalizedEntropy, theil, differentialFairness } = section;
  return {
    cells: [
      byLabel(section.by),
      formatNumber(generalizedEntropy.index, INDEX_DECIMALS),
      fixed(generalizedEntropy.betweenGroups),
      formatValue(shareBetween(section), 'share'),
      formatNumber(theil.index, INDEX_DECIMALS),
      fixed(theil.betweenGroups),
      formatNumber(differentialFairness),
      formatNumber(differentialFairness === null ? null : Math.exp(differentialFairness)),
    ],
  };
}

/** Inequality of benefits within and between groups; empty without labels. */
export function inequalitySection(result: AuditResult): Markup[] {
  const sections = result.inequality ?? [];
  if (sections.length === 0) return [];
  return [
    p(inequalitySentence(sections)),
    p(INEQUALITY_METHOD),
    table({
      caption: 'Inequality of benefits, and the part of it between groups',
      columns: [
        { head: 'Attribute' },
        { head: 'Entropy', numeric: true },
        { head: 'between groups', numeric: true },
        { head: 'share between', numeric: true },
        { head: 'Theil', numeric: true },
        { head: 'between groups', numeric: true },
        { head: 'epsilon', numeric: true },
        { head: 'times as likely at most', numeric: true },
      ],
      rows: sections.map(rowOf),
    }),
  ];
}
