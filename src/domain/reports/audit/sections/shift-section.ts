import { counted } from '../../../../core/base/counted.js';
import {
  formatCount,
  formatInterval,
  formatValue,
  type SharesRow,
  sharesChart,
} from '../../../../core/charts/index.js';
import type { AuditResult, WordDistribution } from '../../../audits/result/index.js';
import { figure, groupName, type Markup, p, responsive, type TableSpec } from '../../../pages/parts/index.js';
import { attributeSets, byLabel, groupInText, groupLabel, keyText, sameBy } from '../../../wording/index.js';

/** Most groups in a chart, which is readable up to this number; the table below has all of them. */
const MOST_ROWS = 40;

/** The people of one group with a label by the number of levels that they were moved, positive towards the favourable end. */
interface Shifted {
  readonly each: WordDistribution;
  readonly n: number;
  readonly moves: readonly { readonly shift: number; readonly n: number }[];
}

/** Levels stand with the least favourable first, so that places are ranks. */
function shiftedOf(each: WordDistribution): Shifted {
  const rank = new Map(each.counts.map(({ word }, place) => [word, place]));
  const moves = (each.labelled ?? []).map(({ label, word, n }) => ({ shift: rank.get(word)! - rank.get(label)!, n }));
  return { each, n: moves.reduce((sum, move) => sum + move.n, 0), moves };
}

const peopleOf = ({ moves }: Shifted, holds: (shift: number) => boolean): number =>
  moves.reduce((sum, { shift, n }) => sum + (holds(shift) ? n : 0), 0);

const isLowered = (shift: number): boolean => shift < 0;
const isRaised = (shift: number): boolean => shift > 0;
const isKept = (shift: number): boolean => shift === 0;

interface Part {
  readonly label: string;
  readonly holds: (shift: number) => boolean;
}

const FAR_LOWERED: Part = { label: 'lowered by 2 levels or more', holds: (shift) => shift < -1 };
const FAR_RAISED: Part = { label: 'raised by 2 levels or more', holds: (shift) => shift > 1 };
const LOWERED: Part = { label: 'lowered by 1 level', holds: (shift) => shift === -1 };
const RAISED: Part = { label: 'raised by 1 level', holds: (shift) => shift === 1 };
const KEPT: Part = { label: 'as was due', holds: isKept };

/** The parts of a bar, the same on both sides so that the middle colour is that of people who were not moved. */
function partsOf(all: readonly Shifted[]): Part[] {
  const far = all.some((each) => peopleOf(each, (shift) => Math.abs(shift) > 1) > 0);
  return far ? [FAR_LOWERED, LOWERED, KEPT, RAISED, FAR_RAISED] : [LOWERED, KEPT, RAISED];
}

function shiftFigure(result: AuditResult, by: readonly string[], index: number): Markup[] {
  const all = (result.words ?? []).filter((each) => sameBy(each.by, by) && each.labelled !== undefined).map(shiftedOf);
  if (all.length === 0) return [];
  const parts = partsOf(all);
  const shown = new Set([...all].sort((a, b) => b.n - a.n).slice(0, MOST_ROWS));
  const rows = all
    .filter((each) => shown.has(each))
    .map(
      (each): SharesRow => ({
        label: groupLabel(each.each.group),
        note: `n = ${formatCount(each.n)}`,
        shares: parts.map(({ holds }) => peopleOf(each, holds) / each.n),
        few: each.n < result.policy.minGroupSize,
      }),
    );
  const drawing = responsive(`shift-${index + 1}`, ({ key, width }) =>
    sharesChart({
      key,
      width,
      title: `Levels given against levels due by ${byLabel(by)}, per cent of the people with a label`,
      description: `Stacked bars of ${counted(rows.length, 'group')}. The numbers are in the table below.`,
      parts: parts.map(({ label }) => label),
      ordered: true,
      rows,
    }),
  );
  return [figure({ caption: captionOf(result, all, by), drawing, table: tableOf(result, all, by) })];
}

/** The finding as a headline: the two groups with enough people whose shares that were lowered, or raised, lie farthest apart. */
function captionOf(result: AuditResult, all: readonly Shifted[], by: readonly string[]): string {
  const large = all.filter(
    (each) => each.n >= result.policy.minGroupSize && !Object.values(each.each.group).includes(null),
  );
  if (large.length < 2) return `Levels given against levels due by ${byLabel(by)}`;
  const gaps = (
    [
      ['lowered', isLowered],
      ['raised', isRaised],
    ] as const
  ).map(([word, holds]) => {
    const share = (each: Shifted) => peopleOf(each, holds) / each.n;
    const sorted = [...large].sort((a, b) => share(a) - share(b));
    const [low, high] = [sorted[0]!, sorted.at(-1)!];
    const text = (each: Shifted) => `${formatValue(share(each), 'share')} of ${groupInText(each.each.group)}`;
    return { word, size: share(high) - share(low), text: `${text(high)} against ${text(low)}` };
  });
  const widest = gaps.reduce((most, gap) => (gap.size > most.size ? gap : most));
  if (widest.size === 0) return `By ${byLabel(by)} equal shares were lowered and raised`;
  return `By ${byLabel(by)} groups differ most in who was ${widest.word}: ${widest.text}`;
}

function tableOf(result: AuditResult, all: readonly Shifted[], by: readonly string[]): TableSpec {
  const numeric = (head: string) => ({ head, numeric: true });
  return {
    caption: `Levels given against levels due by ${byLabel(by)}: people with a label`,
    columns: [
      { head: 'Group' },
      numeric('n'),
      numeric('lowered'),
      numeric('as was due'),
      numeric('raised'),
      numeric('share lowered'),
      numeric('interval'),
      numeric('share raised'),
      numeric('interval'),
      numeric('mean levels moved'),
    ],
    rows: all.map((each) => ({
      few: each.n < result.policy.minGroupSize,
      cells: [
        groupName(each.each.group),
        formatCount(each.n),
        ...[isLowered, isKept, isRaised].map((holds) => formatCount(peopleOf(each, holds))),
        ...sharesOf(result, each, 'lowered_share'),
        ...sharesOf(result, each, 'raised_share'),
        formatValue(each.moves.reduce((sum, { shift, n }) => sum + shift * n, 0) / each.n, 'number', 2),
      ],
    })),
  };
}

/** A share of the group with its interval, as the audit estimated it. */
function sharesOf(result: AuditResult, { each }: Shifted, metric: string): [string, string] {
  const found = result.groups.find(({ attributes }) => keyText(attributes) === keyText(each.group))?.metrics[metric];
  return [
    formatValue(found?.estimate ?? null, 'share'),
    formatInterval(found?.lower ?? null, found?.upper ?? null, 'share'),
  ];
}

/** Who was given a less or a more favourable level than was due; empty where decisions are no levels, or nobody has a label. */
export function shiftSection(result: AuditResult): Markup[] {
  if (result.policy.outcome?.type !== 'ordered') return [];
  const figures = attributeSets(result).flatMap((by, index) => shiftFigure(result, by, index));
  if (figures.length === 0) return [];
  return [
    p(
      'Each bar is one group, cut by how far the level given lies from the label, the level that was due: those who were given a less favourable one on the left, those who were given a more favourable one on the right. ' +
        'The mean counts all steps between levels alike. Pale bars have too few people with a label to judge.',
    ),
    ...figures,
  ];
}
