import { effectChart, formatCount, formatNumber } from '../../../core/charts/index.js';
import type { FeatureEffects } from '../../../core/explain/index.js';
import { figure, type Markup, p, responsive } from '../../pages/parts/index.js';
import { type EffectsPage, groupName } from './page-data.js';

/** Most lines of single people behind the curves; more would be a cloud. */
const PEOPLE_DRAWN = 30;
const DECIMALS = 4;

/** The curves of one input. */
export function curvesOf(page: EffectsPage, effects: FeatureEffects, index: number): Markup[] {
  if (effects.dependence.grid.length === 0) return [p('No value of this input is known: there is no curve.')];
  const accumulated = accumulatedFigure(page, effects, index);
  return [...(accumulated === null ? [] : [accumulated]), dependenceFigure(page, effects, index)];
}

const scoreLabel = (page: EffectsPage): string =>
  page.scale === 'linked'
    ? 'score that the model publishes'
    : page.model.link === 'logit'
      ? 'score (log-odds)'
      : 'score (sum of the model)';

const ends = (page: EffectsPage, feature: string, points: Float64Array): [string, string] => [
  page.shown(feature, points[0]!),
  page.shown(feature, points.at(-1)!),
];

function dependenceFigure(page: EffectsPage, { feature, dependence }: FeatureEffects, index: number): Markup {
  const { grid, ice, curves } = dependence;
  const points = page.isCategory(feature) ? Array.from(grid, (value) => page.shown(feature, value)) : Array.from(grid);
  const all = curves[0]!.mean;
  const [first, last] = ends(page, feature, grid);
  const people = singlePeople(ice, grid.length);
  return figure({
    caption: `Partial dependence: the mean score if everybody had this value of ${feature}${page.isCategory(feature) ? '' : '; the thin lines are single people'}`,
    drawing: responsive(`dependence-${index + 1}`, ({ key, width }) =>
      effectChart({
        key,
        width,
        title: `Partial dependence on ${feature}`,
        description: `For everybody from ${formatNumber(all[0]!, DECIMALS)} at ${first} to ${formatNumber(all.at(-1)!, DECIMALS)} at ${last}. The numbers are in the table below.`,
        xLabel: feature,
        yLabel: scoreLabel(page),
        points: points as readonly number[] | readonly string[],
        series: curves.map(({ group, n, mean }) => ({
          label: `${groupName(page, group)} (${formatCount(n)})`,
          y: Array.from(mean),
        })),
        people,
      }),
    ),
    table: curveTable(page, feature, {
      caption: `Partial dependence on ${feature}`,
      points: grid,
      curves: curves.map(({ group, mean }) => ({ group, y: Array.from(mean) })),
    }),
  });
}

/** Curves of single people, evenly spread over the rows. */
function singlePeople(ice: Float64Array, points: number): number[][] {
  const rows = ice.length / points;
  const count = Math.min(rows, PEOPLE_DRAWN);
  return Array.from({ length: count }, (_, i) => {
    const r = Math.floor((i * rows) / count);
    return Array.from(ice.subarray(r * points, (r + 1) * points));
  });
}

function accumulatedFigure(page: EffectsPage, { feature, accumulated }: FeatureEffects, index: number): Markup | null {
  if (accumulated === null) return null;
  const { edges } = accumulated;
  const curves = accumulated.curves.map(({ group, n, effect, counts, status }) => ({
    group,
    n,
    // An interval without people of the group adds nothing, which is not the same as an effect of zero.
    joined: Array.from(counts, (count) => count > 0),
    // Where nobody has a value there is no curve, not a flat one.
    y: Array.from(effect, (value) => (status === 'ok' ? value : null)),
  }));
  const all = curves[0]!.y;
  const [first, last] = ends(page, feature, edges);
  return figure({
    caption: `Accumulated local effect: how the score changes along ${feature} among people like those who exist; the mean is 0, and a line breaks where a group has nobody`,
    drawing: responsive(`accumulated-${index + 1}`, ({ key, width }) =>
      effectChart({
        key,
        width,
        title: `Accumulated local effect of ${feature}`,
        description: `For everybody from ${formatNumber(all[0]!, DECIMALS)} at ${first} to ${formatNumber(all.at(-1)!, DECIMALS)} at ${last}. The numbers are in the table below.`,
        xLabel: feature,
        yLabel: `change of the ${scoreLabel(page)}`,
        points: Array.from(edges),
        fromZero: true,
        series: curves.map(({ group, n, y, joined }) => ({
          label: `${groupName(page, group)} (${formatCount(n)})`,
          y,
          joined,
        })),
      }),
    ),
    table: curveTable(page, feature, { caption: `Accumulated local effect of ${feature}`, points: edges, curves }),
  });
}

interface Curves {
  readonly caption: string;
  readonly points: Float64Array;
  readonly curves: readonly { readonly group: string | null; readonly y: readonly (number | null)[] }[];
}

const curveTable = (page: EffectsPage, feature: string, { caption, points, curves }: Curves) => ({
  caption,
  columns: [{ head: feature }, ...curves.map(({ group }) => ({ head: groupName(page, group), numeric: true }))],
  rows: Array.from(points, (value, i) => ({
    cells: [page.shown(feature, value), ...curves.map(({ y }) => formatNumber(y[i] ?? null, DECIMALS))],
  })),
});
