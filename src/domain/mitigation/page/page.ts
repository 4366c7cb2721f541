import { formatCount, type TradeoffChart, tradeoffChart } from '../../../core/charts/index.js';
import { levelText } from '../../../core/policy/sections/index.js';
import { type PageSection, sectionedBody } from '../../pages/frame/index.js';
import { facts, figure, h, htmlPage, type Markup, p, responsive, table } from '../../pages/parts/index.js';
import {
  allowedEnds,
  boundText,
  measureText,
  sentenceCase,
  subjectText,
  unitOf,
  VERDICT_WORDS,
} from '../../wording/index.js';
import type { Alternatives, CandidateResult } from '../alternatives/index.js';
import { lawSection } from './law.js';
import { movedFigure } from './moved.js';
import {
  answerHeadline,
  answerSentence,
  candidateOf,
  candidateTitle,
  costOf,
  meanText,
  PRINTED_COSTS,
  partsSentence,
  qualityNote,
  qualityWords,
} from './words.js';

const KINDS = ['unmitigated', 'before training', 'in training', 'after training'] as const;
const STAGES = ['none', 'before', 'in', 'after'] as const;

/**
 * The page of a search for alternatives: one self-contained HTML file, without any script, font or picture from elsewhere. The same result
 * gives the same bytes.
 */
export function renderAlternativesHtml(result: Alternatives): string {
  const sections: PageSection[] = [
    { id: 'frontier', title: 'Quality against the gap', content: [frontier(result)] },
    ...chosenSection(result),
    { id: 'candidates', title: 'What each takes', content: [takes(result), p(PRINTED_COSTS), ...skipped(result)] },
    lawSection(result.candidates.map(({ technique }) => technique)),
    { id: 'method', title: 'How it was tried', content: method(result) },
  ];
  const body = sectionedBody({
    skip: 'Skip to the frontier',
    header: headerOf(result),
    sections,
    footer: `Made by ${result.tool.name} ${result.tool.version} from policy ${result.policy.digest} and data ${result.data.digest}.`,
  });
  return htmlPage(`Alternatives for ${result.policy.name}`, body);
}

function headerOf(result: Alternatives): Markup {
  const shown = candidateOf(result, result.chosen ?? result.reference);
  const { verdict } = shown.judge.gap;
  return h(
    'header',
    {},
    h('h1', {}, `Alternatives: ${result.policy.name} ${result.policy.version}`),
    h(
      'p',
      { class: `verdict ${verdict}` },
      h('span', { class: 'glyph', 'aria-hidden': 'true' }, VERDICT_WORDS[verdict].glyph),
      ` ${answerHeadline(result)}`,
    ),
    p(answerSentence(result)),
    h(
      'p',
      { class: 'note' },
      'This is evidence of what was tried, not a judgement of a use. A technique that was not tried may do better, and what causes the gap is not looked at.',
    ),
    facts([
      ['Gap', `${subjectText(shown.judge.gap)} (${result.requirement})`],
      ['Allowed', boundText(shown.judge.gap)],
      ['Quality', qualityWords(result).name],
      ['People', partsSentence(result)],
      ['Level of intervals', levelText(result.level)],
    ]),
  );
}

const numberOf = (result: Alternatives, { id }: CandidateResult): string =>
  String(result.candidates.findIndex((one) => one.id === id) + 1);

function frontier(result: Alternatives): Markup {
  const { name, unit } = qualityWords(result);
  const drawing = responsive('tradeoff', (variant) => tradeoffChart(chartOf(result, variant)));
  return figure({
    caption: `Each alternative on the ${formatCount(result.parts.judge)} people who judge: to the right is better for the decider, on the line nobody is worse off than others`,
    drawing,
    table: {
      caption: 'Alternatives, judged on people whom nothing had looked at',
      columns: [
        { head: 'No.' },
        { head: 'Alternative' },
        { head: sentenceCase(name), numeric: true },
        { head: 'Gap', numeric: true },
        { head: 'Verdict' },
        { head: 'On the frontier of the choosing part' },
      ],
      rows: result.candidates.map((one) => ({
        cells: [
          numberOf(result, one),
          `${candidateTitle(one)}${one.id === result.chosen ? ' (chosen)' : ''}`,
          meanText(one.judge.quality, unit),
          measureText(one.judge.gap),
          VERDICT_WORDS[one.judge.gap.verdict].word,
          one.front ? 'yes' : 'no',
        ],
      })),
    },
  });
}

function chartOf(
  result: Alternatives,
  { key, width }: { readonly key: string; readonly width: number },
): TradeoffChart {
  const { gap } = candidateOf(result, result.reference).judge;
  const { name, unit } = qualityWords(result);
  const gapUnit = unitOf(gap);
  return {
    key,
    width,
    title: `${name} against ${subjectText(gap)}`,
    description: 'Points with intervals of both; the numbers are in the table below.',
    xLabel: name,
    yLabel: subjectText(gap) + (gapUnit === 'points' ? ' (percentage points)' : ''),
    xUnit: unit,
    yUnit: gapUnit,
    kinds: KINDS,
    points: result.candidates.flatMap((one) => {
      const { estimate, lower, upper } = one.judge.gap;
      if (estimate === null) return [];
      return [
        {
          name: numberOf(result, one),
          x: one.judge.quality,
          y: { estimate, lower, upper },
          kind: STAGES.indexOf(one.stage),
          isChosen: one.id === result.chosen,
        },
      ];
    }),
    chosenLabel: 'chosen',
    allowed: allowedEnds(gap),
    level: gap.compare === 'ratio' ? 1 : 0,
  };
}

function chosenSection(result: Alternatives): PageSection[] {
  if (result.chosen === null) return [];
  const chosen = candidateOf(result, result.chosen);
  if (chosen.against === null) return [];
  const content = movedFigure(chosen.against, {
    key: 'moved',
    before: 'unmitigated',
    after: 'chosen',
    caption: `Of the ${formatCount(result.parts.judge)} people who judge, with ${candidateTitle(chosen)} in place of the unmitigated model`,
  });
  return [{ id: 'moved', title: 'Who is decided about otherwise', content }];
}

const takes = (result: Alternatives): Markup =>
  table({
    caption: 'What each alternative takes, on the same people against the unmitigated model',
    columns: [
      { head: 'No.' },
      { head: 'Alternative' },
      { head: `Change of ${qualityWords(result).name}`, numeric: true },
      { head: 'People moved up', numeric: true },
      { head: 'People moved down', numeric: true },
      { head: 'Processor seconds', numeric: true },
      { head: 'Times the unmitigated', numeric: true },
      { head: 'Memory added', numeric: true },
      { head: 'Who must know the group' },
      { head: 'Some decisions drawn' },
    ],
    rows: result.candidates.map((one) => {
      const { against } = one;
      const sum = (of: 'toFavourable' | 'toUnfavourable'): string =>
        against === null ? '' : formatCount(against.moved.reduce((total, each) => total + each[of], 0));
      return {
        cells: [
          numberOf(result, one),
          `${candidateTitle(one)}${against?.levelsDown ? ' (levels down)' : ''}`,
          against === null ? '' : meanText(against.quality, qualityWords(result).differenceUnit),
          sum('toFavourable'),
          sum('toUnfavourable'),
          one.seconds.toFixed(2),
          costOf(result, one).times,
          costOf(result, one).memory,
          one.groupKnown,
          one.draws ? 'yes' : 'no',
        ],
      };
    }),
  });

const skipped = ({ skipped: left }: Alternatives): Markup[] =>
  left.length === 0
    ? []
    : [
        h(
          'ul',
          {},
          ...left.map(({ technique, learner, reason }) =>
            h('li', {}, `Not tried: ${technique} with ${learner}: ${reason}`),
          ),
        ),
      ];

function method(result: Alternatives): Markup[] {
  const note = qualityNote(result);
  const cautions = [...new Set(result.candidates.flatMap(({ cautions: of }) => of))];
  return [
    p(
      `People were dealt out by the seed "${result.seed}", those of each group and label alike. The alternative was chosen on one part, by the best ${qualityWords(result).name} among those whose gap keeps the bound there and that make the fewest other blocking requirements fail; every number of this page is of the judging part. The intervals are those of each alternative alone: only that of the chosen one was not picked by looking.`,
    ),
    p(
      'Cutoffs by group and changed columns treat two people who are alike in all else differently because of their group: take legal advice first. Where decisions are drawn, the draw must be fixed for each person.',
    ),
    p(`A score of ${result.cutoff} or more is a 1, where a technique finds no cutoffs of its own.`),
    p(
      'An alternative levels down where more people of some group lose the favourable decision than gain it, and in no group more gain it, both beyond chance (sign test at the level of the intervals).',
    ),
    ...(note === null ? [] : [p(`${sentenceCase(note)}.`)]),
    ...(result.weights === null
      ? []
      : [p(`Quality, gaps and shares are by the weight "${result.weights}"; people are counted by rows.`)]),
    p(`Learned from: ${result.data.features.join(', ')}.`),
    ...result.data.excluded.map(({ reason, rows }) => p(`${formatCount(rows)} rows left out: ${reason}.`)),
    ...(cautions.length === 0 ? [] : [h('ul', {}, ...cautions.map((text) => h('li', {}, text)))]),
  ];
}
