import { counted } from '../../../core/base/counted.js';
import { formatCount, formatNumber } from '../../../core/charts/index.js';
import { type PageSection, sectionedBody } from '../../pages/frame/index.js';
import { facts, h, htmlPage, p } from '../../pages/parts/index.js';
import { curvesOf } from './curves.js';
import type { EffectsPage } from './page-data.js';
import { importanceFigure, reachFigure } from './ranking.js';

export type { EffectsPage } from './page-data.js';

const DECIMALS = 4;

/**
 * Renders the effects of a model as one accessible, self-contained HTML file: which inputs matter, their curves by group, and what a second
 * computation needs.
 *
 * @returns an HTML5 document, UTF-8; the same page gives the same bytes
 */
export function renderEffectsHtml(page: EffectsPage): string {
  const sections = [rankingSection(page), ...curveSections(page), evidenceSection(page)];
  const title = 'What the model does over people';
  return htmlPage(
    title,
    sectionedBody({
      skip: 'Skip to the content',
      header: h('header', {}, h('h1', {}, title), h('p', { class: 'verdict' }, headline(page))),
      sections,
      footer: `Made by ${page.tool.name} ${page.tool.version}.`,
    }),
  );
}

function headline({ report, label, people }: EffectsPage): string {
  const ranked = report.importance ?? report.reach;
  const first = ranked[0]?.feature;
  if (first === undefined) return 'The model has no inputs.';
  const over = `over ${counted(formatCount(label?.rows ?? people.rows), 'person')}`;
  return label === null ? `${first} moves scores farthest, ${over}.` : `The model rests most on ${first}, ${over}.`;
}

function rankingSection(page: EffectsPage): PageSection {
  const { label, by } = page;
  const within = by === null ? '' : ` Values are shuffled within each group of ${by} where groups are shown.`;
  const measured =
    label === null
      ? []
      : [
          p(
            `Importance compares the score that the model publishes with ${label.column} (mean squared error ${formatNumber(label.meanLoss, DECIMALS)}). Each input is shuffled ${label.repeats} times.${within} Inputs that go together share their importance.`,
          ),
          importanceFigure(page),
        ];
  return { id: 'inputs', title: 'Which inputs matter', content: [...measured, reachFigure(page)] };
}

const curveSections = (page: EffectsPage): PageSection[] =>
  page.report.effects.map((effects, index) => ({
    id: `curve-${index + 1}`,
    title: effects.feature,
    content: curvesOf(page, effects, index),
  }));

function evidenceSection(page: EffectsPage): PageSection {
  const { model, data, people, label, output } = page;
  const file = ({ path, rows, digest }: EffectsPage['data']): string =>
    `${path}, ${counted(formatCount(rows), 'row')}, ${digest}`;
  return {
    id: 'evidence',
    title: 'How it was made',
    content: [
      p(
        'The curves say what the model does with an input, not what the input causes. Partial dependence also asks about people who do not exist where inputs go together; accumulated local effects do not.',
      ),
      facts([
        ['Model', `${model.format}, ${model.kind}, ${model.digest}`],
        ['Output', output.of > 1 ? `${output.index} of ${output.of}` : ''],
        ['Scale of the curves', page.scale],
        ['Data', file(data)],
        ['People of the curves', people.digest === data.digest ? 'the same' : file(people)],
        [
          'Rows without a label',
          label === null ? '' : `${formatCount(label.excludedRows)}, left out of the importance`,
        ],
        ['Seed', label === null ? '' : page.seed],
        ['To make it again', h('code', {}, page.replay)],
      ]),
    ],
  };
}
