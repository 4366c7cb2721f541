import { type DumbbellChart, dumbbellChart, formatCount, formatValue } from '../../../core/charts/index.js';
import { figure, groupName, h, type Markup, responsive } from '../../pages/parts/index.js';
import type { Moved } from '../alternatives/index.js';

interface MovedWords {
  readonly key: string;
  /** Names of the two models. */
  readonly before: string;
  readonly after: string;
  readonly caption: string;
}

/** Whose decision changes, by group: shares before and after, and the people moved each way. */
export function movedFigure(
  { moved, levelsDown }: { readonly moved: readonly Moved[]; readonly levelsDown: boolean },
  { key, before, after, caption }: MovedWords,
): (Markup | null)[] {
  const known = moved.filter((one) => one.key !== null);
  const chart = (variant: { readonly key: string; readonly width: number }): DumbbellChart => ({
    key: variant.key,
    width: variant.width,
    title: 'Favourable decisions before and after',
    description: 'Share of each group with the favourable decision; the numbers are in the table below.',
    axisLabel: 'share with the favourable decision',
    unit: 'share',
    ends: [before, after],
    isChange: true,
    rows: known.map((one) => ({
      label: Object.values(one.key!).join(' & '),
      from: { label: before, value: one.rateBefore },
      to: { label: after, value: one.rateAfter },
      status: 'ok',
    })),
  });
  return [
    levelsDown
      ? h(
          'p',
          { class: 'warning' },
          'Levelling down: the favourable rate falls for some group and rises for none, beyond chance.',
        )
      : null,
    figure({
      caption,
      drawing: responsive(key, (variant) => dumbbellChart(chart(variant))),
      table: {
        caption: 'People whose decision changes, by group',
        columns: [
          { head: 'Group' },
          { head: 'People', numeric: true },
          { head: 'To the favourable decision', numeric: true },
          { head: 'To the unfavourable one', numeric: true },
          { head: 'Favourable before', numeric: true },
          { head: 'Favourable after', numeric: true },
        ],
        rows: moved.map((one) => ({
          cells: [
            one.key === null ? 'not known' : groupName(one.key),
            formatCount(one.n),
            formatCount(one.toFavourable),
            formatCount(one.toUnfavourable),
            formatValue(one.rateBefore, 'share'),
            formatValue(one.rateAfter, 'share'),
          ],
        })),
      },
    }),
  ];
}
