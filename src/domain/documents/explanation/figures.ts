import { counted } from '../../../core/base/counted.js';
import {
  forceChart,
  formatBeside,
  formatNumber,
  type WaterfallStep,
  waterfallChart,
} from '../../../core/charts/index.js';
import { figure, type Markup, responsive } from '../../pages/parts/index.js';
import { comparisonWords } from './comparison.js';
import type { ExplanationPage, PageContribution } from './page-data.js';

/** Most contributions that are drawn one by one; the others are one step, and the table has all of them. */
const STEPS_SHOWN = 12;
const DECIMALS = 3;
const TABLE_DECIMALS = 4;

export const strongestFirst = (contributions: readonly PageContribution[]): PageContribution[] =>
  [...contributions].sort((a, b) => Math.abs(b.value) - Math.abs(a.value));

const scaleLabel = (page: ExplanationPage): string => {
  if (page.scale === 'linked') return 'score that the model publishes';
  return page.link === 'logit' ? 'score (log-odds)' : 'score (sum of the model)';
};

function stepsOf(page: ExplanationPage): WaterfallStep[] {
  const ordered = strongestFirst(page.contributions).filter(({ value }) => value !== 0);
  const shown = ordered.length <= STEPS_SHOWN ? ordered : ordered.slice(0, STEPS_SHOWN - 1);
  const rest = ordered.slice(shown.length);
  const step = ({ name, detail, value }: PageContribution): WaterfallStep =>
    detail === null ? { label: name, value } : { label: name, detail, value };
  const others = rest.reduce((sum, { value }) => sum + value, 0);
  return [
    ...shown.map(step),
    ...(rest.length > 0 ? [{ label: `${counted(rest.length, 'other')} together`, value: others }] : []),
  ];
}

const startOf = ({ comparison, provenance }: ExplanationPage): string =>
  comparisonWords(comparison, provenance.background?.rows ?? null).start;

/** The score with enough decimals for the cutoff beside it. */
function scoreText({ prediction, cutoff }: ExplanationPage): string {
  const bound = cutoff?.onSteps ?? null;
  return bound === null ? formatNumber(prediction, DECIMALS) : formatBeside(prediction, bound, DECIMALS);
}

const ends = (page: ExplanationPage) => ({
  base: { label: startOf(page), value: page.baseValue },
  end: { label: 'this score', value: page.prediction, shown: scoreText(page) },
});

function description(page: ExplanationPage, steps: readonly WaterfallStep[]): string {
  const told = steps
    .slice(0, 5)
    .map(
      ({ label, value }) =>
        `${label} ${value > 0 ? 'raises' : 'lowers'} it by ${formatNumber(Math.abs(value), DECIMALS)}`,
    );
  return `From ${formatNumber(page.baseValue, DECIMALS)} to ${scoreText(page)}: ${told.join(', ')}.`;
}

/** Waterfall chart with every number in a table. */
export function waterfallFigure(page: ExplanationPage): Markup {
  const steps = stepsOf(page);
  const onSteps = page.cutoff?.onSteps ?? null;
  const bound = onSteps === null ? {} : { bound: { label: 'cutoff', value: onSteps } };
  return figure({
    caption: `From ${startOf(page)} (${formatNumber(page.baseValue, DECIMALS)}) to this score (${scoreText(page)}), one step per fact`,
    drawing: responsive(`waterfall-${page.row}`, ({ key, width }) =>
      waterfallChart({
        key,
        width,
        title: `How the score of row ${page.row} came about`,
        description: description(page, steps),
        axisLabel: scaleLabel(page),
        steps,
        ...ends(page),
        ...bound,
      }),
    ),
    table: contributionTable(page),
  });
}

export function forceFigure(page: ExplanationPage): Markup[] {
  const steps = stepsOf(page);
  return responsive(`force-${page.row}`, ({ key, width }) =>
    forceChart({
      key,
      width,
      title: `What pushed the score of row ${page.row}`,
      description: description(page, steps),
      axisLabel: scaleLabel(page),
      steps,
      ...ends(page),
    }),
  );
}

/** All contributions, the strongest first. */
export function contributionTable(page: ExplanationPage) {
  const sampled = page.contributions.some(({ standardError }) => standardError !== null);
  return {
    caption: 'Contributions, the strongest first',
    columns: [
      { head: 'Fact' },
      { head: 'Value on file' },
      { head: 'Contribution', numeric: true },
      ...(sampled ? [{ head: 'Standard error', numeric: true }] : []),
    ],
    rows: strongestFirst(page.contributions).map(({ name, detail, value, standardError }) => ({
      cells: [
        name,
        detail ?? 'several',
        `${value > 0 ? '+' : ''}${formatNumber(value, TABLE_DECIMALS)}`,
        ...(sampled ? [formatNumber(standardError, TABLE_DECIMALS)] : []),
      ],
    })),
  };
}
