import { counted } from '../../../core/base/counted.js';
import { formatBeside, formatCount, formatNumber } from '../../../core/charts/index.js';
import type { PageSection } from '../../pages/frame/index.js';
import { facts, folded, h, type Markup, p, table } from '../../pages/parts/index.js';
import { type ComparisonWords, comparisonWords, scaleWords } from './comparison.js';
import { contributionTable, forceFigure, strongestFirst, waterfallFigure } from './figures.js';
import type { ExplanationPage, PageContribution } from './page-data.js';

const DECIMALS = 3;
/** Digits of a distance that may be small. */
const ERROR_DECIMALS = 6;
/** Most facts for an applicant; more are a list to study (Reg B commentary: more than four are unlikely to help). */
const FACTS_TOLD = 4;
/** Smallest share of the strongest effect at which a fact is worth mentioning. The number is our choice. */
const WORTH_TELLING = 0.05;

const number = (value: number): string => formatNumber(value, DECIMALS);

export const isAccepted = ({ cutoff }: ExplanationPage): boolean | null =>
  cutoff === null ? null : cutoff.accept === 'above' ? cutoff.score >= cutoff.value : cutoff.score < cutoff.value;

/** Says the score and its reference in one sentence. */
export function headline(page: ExplanationPage): string {
  const { cutoff, scale } = page;
  if (cutoff === null) {
    return `The ${scaleWords(scale, page)} is ${number(page.prediction)}; ${wordsOf(page).startIs} ${number(page.baseValue)}.`;
  }
  const side = cutoff.accept === 'above' ? 'at or above' : 'below';
  const score = formatBeside(cutoff.score, cutoff.value, DECIMALS);
  return `The ${scaleWords(cutoff.scale, page)} is ${score}; accepted are scores ${side} ${cutoff.value}: ${isAccepted(page) === true ? 'accepted' : 'not accepted'}.`;
}

/** Gives the same score on the other scale, where a page uses both; null where there is only one. */
export function otherScale(page: ExplanationPage): string | null {
  const { cutoff, scale, link, published } = page;
  if (cutoff !== null && cutoff.scale !== scale && link !== 'identity') {
    return `The steps below are on another scale: there the ${scaleWords(scale, page)} is ${number(page.prediction)}.`;
  }
  return published === null ? null : `The model publishes this score as ${number(published)}.`;
}

const wordsOf = ({ comparison, provenance }: ExplanationPage): ComparisonWords =>
  comparisonWords(comparison, provenance.background?.rows ?? null);

/**
 * The page with names of columns as a person reads them (`credit-amount`: credit amount); names stay as they are where two would read
 * alike.
 */
export function inPlainNames(page: ExplanationPage): ExplanationPage {
  const plain = (name: string): string => name.replace(/[-_]+/g, ' ').trim() || name;
  const names = new Set([...page.inputs, ...page.contributions].map(({ name }) => name));
  if (new Set([...names].map(plain)).size < names.size) return page;
  return {
    ...page,
    inputs: page.inputs.map((input) => ({ ...input, name: plain(input.name) })),
    contributions: page.contributions.map((each) => ({ ...each, name: plain(each.name) })),
  };
}

export function inputsSection(page: ExplanationPage): PageSection {
  const rows = page.inputs.map(({ name, value }) => ({ cells: [name, value ?? 'missing'] }));
  return {
    id: 'inputs',
    title: 'What the model read',
    content: [table({ caption: 'Inputs of this row', columns: [{ head: 'Input' }, { head: 'Value' }], rows })],
  };
}

export function contributionsSection(page: ExplanationPage): PageSection {
  return {
    id: 'contributions',
    title: 'How the score came about',
    content: [
      p(stepsMeaning(page)),
      waterfallFigure(page),
      h(
        'figure',
        {},
        h('figcaption', {}, 'The same as forces: what raises and what lowers the score'),
        ...forceFigure(page),
      ),
    ],
  };
}

function stepsMeaning(page: ExplanationPage): string {
  const { provenance } = page;
  const { against } = wordsOf(page);
  const sum =
    provenance.sampling === null ? 'The steps sum to the score' : 'The steps are estimates that sum to the score';
  return `Each step is what the fact adds to the score of this person, compared with ${against}. ${sum}; they say what the model used, not what causes what.`;
}

/** Cautions for a reviewer. */
export function cautionsSection(page: ExplanationPage): PageSection {
  const cautions = cautionsOf(page);
  const content = cautions.length === 0 ? [] : [h('ul', {}, ...cautions.map((text) => h('li', {}, text)))];
  return { id: 'cautions', title: 'What to be careful about', content };
}

function nearExact({ error }: NonNullable<ExplanationPage['provenance']['approximation']>): string {
  const what =
    'The contributions sum to the score and are no exact values: every step of the network is taken by its mean slope.';
  return error === null
    ? `${what} How far they are from exact ones is not known.`
    : `${what} They are at most ${formatNumber(error, ERROR_DECIMALS)} from those of every coalition.`;
}

function cautionsOf(page: ExplanationPage): string[] {
  const { sampling, approximation, background } = page.provenance;
  const missing = page.inputs.filter(({ value }) => value === null).map(({ name }) => name);
  const total = page.contributions.reduce((sum, { value }) => sum + Math.abs(value), 0);
  const onSteps = page.cutoff?.onSteps ?? null;
  const distance = onSteps === null ? null : Math.abs(page.prediction - onSteps);
  const { caution } = wordsOf(page);
  return [
    ...(page.cutoff?.atCutoff === true
      ? [
          "The score is at the cutoff within the model's arithmetic: the program that made the model may decide otherwise.",
        ]
      : []),
    ...(distance !== null && distance < total * WORTH_TELLING
      ? ['The score is next to the cutoff: a small error in the data would turn the decision.']
      : []),
    ...(missing.length > 0 ? [`Not on file: ${missing.join(', ')}. The model decided without.`] : []),
    ...(sampling === null
      ? []
      : ['The contributions are estimates from sampling; the table gives their standard errors.']),
    ...(sampling !== null && !sampling.converged ? ['Sampling ended before the estimates were settled.'] : []),
    ...(approximation === undefined ? [] : [nearExact(approximation)]),
    ...(caution === null ? [] : [caution]),
    ...(background !== null && background.rows < FEW_PEOPLE
      ? [`The comparison rests on ${counted(background.rows, 'person')} only.`]
      : []),
  ];
}

/** Fewest background people without a caution; with fewer, each counts more than 2 %. The number is our choice. */
const FEW_PEOPLE = 50;

export function evidenceSection(page: ExplanationPage): PageSection {
  const { method, model, data, background, additivityError, sampling, replay, tool } = page.provenance;
  return {
    id: 'evidence',
    title: 'How to compute this again',
    content: [
      facts([
        ['Method', method],
        [
          'Scale',
          page.scale === 'raw' && !isChance(page)
            ? `raw: the model's own sum (link ${page.link})`
            : `linked: what the model publishes${isChance(page) ? ', a probability' : ''}`,
        ],
        ['Output', outputFact(page.output)],
        ['Model', h('code', {}, model.digest)],
        ['Kind', `${model.kind}, ${model.format}`],
        ['Data', h('code', {}, data.digest)],
        ['Row', `${page.row} of ${formatCount(data.rows)} in ${data.path}`],
        [
          'Background',
          background === null ? 'none' : `${counted(formatCount(background.rows), 'row')} of ${background.path}`,
        ],
        ['Background digest', background === null ? '' : h('code', {}, background.digest)],
        ['Compared with', wordsOf(page).against],
        ['Base value', String(page.baseValue)],
        ['Score', String(page.prediction)],
        ['Cutoff', cutoffFact(page)],
        ['Additivity error', String(additivityError)],
        ['Seed', sampling?.seed ?? ''],
        ['Model evaluations', sampling === null ? '' : formatCount(sampling.evaluations)],
        ['Made by', `${tool.name} ${tool.version}`],
      ]),
      p(
        'The additivity error is the distance between base value plus contributions and the prediction of the model itself.',
      ),
      h('pre', { tabindex: 0 }, replay),
    ],
  };
}

/** Whether the explained score is a probability of a known class. */
const isChance = ({ scale, link, output }: ExplanationPage): boolean =>
  output.chance != null && (scale === 'linked' || link === 'identity');

const outputFact = ({ index, of, chance }: ExplanationPage['output']): string =>
  [...(of === 1 ? [] : [`${index} of ${of}`]), ...(chance == null ? [] : [chance])].join(': ');

const cutoffFact = (page: ExplanationPage): string => {
  const { cutoff } = page;
  if (cutoff === null) return '';
  return `${cutoff.value}, held against the ${scaleWords(cutoff.scale, page)} ${cutoff.score}; accepted ${cutoff.accept === 'above' ? 'at or above' : 'below'}`;
};

export const tableSection = (page: ExplanationPage): PageSection => ({
  id: 'table',
  title: 'Every contribution',
  content: [table(contributionTable(page))],
});

export const jsonSection = (page: ExplanationPage): PageSection => ({
  id: 'json',
  title: 'For programs',
  content: [folded('The row as JSON', h('pre', { tabindex: 0 }, JSON.stringify(page.json, null, 2)))],
});

/** Facts in words for the person: what counted for and against, each with the value on file, and no numbers of the model. */
export function toldSections(page: ExplanationPage): PageSection[] {
  const strongest = Math.max(0, ...page.contributions.map(({ value }) => Math.abs(value)));
  const worth = strongestFirst(page.contributions).filter(({ value }) => Math.abs(value) >= WORTH_TELLING * strongest);
  // Where low scores are wanted, an effect that raises the score counts against the person.
  const good = page.cutoff?.accept === 'below' ? -1 : 1;
  const named = (list: readonly PageContribution[]): Markup[] => [
    h(
      'ul',
      {},
      ...list
        .slice(0, FACTS_TOLD)
        .map(({ name, detail }) => h('li', {}, detail === null ? name : `${name}: ${detail}`)),
    ),
  ];
  const against = worth.filter(({ value }) => value * good < 0);
  const inFavour = worth.filter(({ value }) => value * good > 0);
  return [
    { id: 'against', title: 'What counted against you most', content: against.length === 0 ? [] : named(against) },
    { id: 'favour', title: 'What counted for you most', content: inFavour.length === 0 ? [] : named(inFavour) },
    {
      id: 'next',
      title: 'If something is wrong',
      content: [
        p(
          'Check the list below. If a value is wrong or out of date, ask for it to be put right and for a new look at your case.',
        ),
        p(
          'This page tells how the score came about. It is not the letter about a decision; that letter gives the reasons and how to appeal.',
        ),
      ],
    },
  ];
}
