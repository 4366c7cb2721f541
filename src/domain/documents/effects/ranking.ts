import { agree } from '../../../core/base/counted.js';
import { forestChart, formatCount, formatInterval, formatNumber } from '../../../core/charts/index.js';
import type { Estimate } from '../../../core/stats/index.js';
import { figure, type Markup, responsive } from '../../pages/parts/index.js';
import { type EffectsPage, groupName } from './page-data.js';

/** Most inputs that are drawn; the table has all of them. */
const INPUTS_DRAWN = 12;
const DECIMALS = 4;
/** Decimals in the chart, because there is little room beside the marks. */
const CHART_DECIMALS = 3;

interface Ranked {
  readonly feature: string;
  readonly groups: readonly { readonly group: string | null; readonly estimate: Estimate }[];
}

const importanceOf = ({ report }: EffectsPage): Ranked[] =>
  (report.importance ?? []).map(({ feature, groups }) => ({
    feature,
    groups: groups.map(({ group, importance }) => ({ group, estimate: importance })),
  }));

const reachOf = ({ report }: EffectsPage): Ranked[] =>
  report.reach.map(({ feature, groups }) => ({
    feature,
    groups: groups.map(({ group, reach }) => ({ group, estimate: reach })),
  }));

/** How much worse the model gets without each input. */
export const importanceFigure = (page: EffectsPage): Markup =>
  rankingFigure(page, importanceOf(page), {
    key: 'importance',
    what: 'Importance',
    axisLabel: 'rise of the squared error',
    caption: 'What the model rests on: rise of the squared error when an input is shuffled, 95 % interval over people',
  });

/** How far each input moves a score. */
export const reachFigure = (page: EffectsPage): Markup =>
  rankingFigure(page, reachOf(page), {
    key: 'reach',
    what: 'Reach',
    axisLabel: 'highest minus lowest score of a person',
    caption: 'How far an input moves the score of a person, mean with 95 % interval',
  });

interface Words {
  readonly key: string;
  readonly what: string;
  readonly axisLabel: string;
  readonly caption: string;
}

function rankingFigure(page: EffectsPage, ranked: readonly Ranked[], words: Words): Markup {
  const drawn = ranked.slice(0, INPUTS_DRAWN);
  const cut =
    drawn.length < ranked.length
      ? ` The first ${drawn.length} of ${ranked.length} inputs ${agree(drawn.length, 'is', 'are')} drawn.`
      : '';
  return figure({
    caption: `${words.caption}.${cut}`,
    drawing: responsive(words.key, ({ key, width }) =>
      forestChart({
        key,
        width,
        title: words.what,
        description: description(drawn),
        axisLabel: words.axisLabel,
        unit: 'number',
        decimals: CHART_DECIMALS,
        markWords: { ok: 'mean', insufficient: 'fewer than 30 people' },
        sections: sectionsOf(page, drawn),
      }),
    ),
    table: {
      caption: `${words.what} of every input`,
      columns: [
        { head: 'Input' },
        ...(page.by === null ? [] : [{ head: 'Group' }]),
        { head: words.what, numeric: true },
        { head: '95 % interval', numeric: true },
        { head: 'People', numeric: true },
      ],
      rows: ranked.flatMap(({ feature, groups }) =>
        groups.map(({ group, estimate }) => ({
          few: estimate.status !== 'ok',
          cells: [
            feature,
            ...(page.by === null ? [] : [groupName(page, group)]),
            formatNumber(estimate.estimate, DECIMALS),
            formatInterval(estimate.lower, estimate.upper, 'number', DECIMALS),
            formatCount(estimate.n),
          ],
        })),
      ),
    },
  });
}

function sectionsOf(page: EffectsPage, ranked: readonly Ranked[]) {
  const zero = { value: 0, label: 'no effect' };
  const row = (label: string, estimate: Estimate) => ({
    label,
    estimate: estimate.estimate,
    lower: estimate.lower,
    upper: estimate.upper,
    n: estimate.n,
    status: estimate.status,
    role: null,
  });
  if (page.by === null) {
    const rows = ranked.map(({ feature, groups }) => row(feature, groups[0]!.estimate));
    return [{ heading: 'Inputs', reference: zero, bounds: [], rows }];
  }
  return ranked.map(({ feature, groups }) => ({
    heading: feature,
    reference: zero,
    bounds: [],
    rows: groups.map(({ group, estimate }) => row(groupName(page, group), estimate)),
  }));
}

function description(ranked: readonly Ranked[]): string {
  const told = ranked
    .slice(0, 5)
    .map(({ feature, groups }) => `${feature} ${formatNumber(groups[0]?.estimate.estimate ?? null, DECIMALS)}`);
  return `From the most to the least: ${told.join(', ')}. The numbers are in the table below.`;
}
