import { counted } from '../../../core/base/counted.js';
import { formatCount, formatValue, type TradeoffChart, tradeoffChart } from '../../../core/charts/index.js';
import { levelText } from '../../../core/policy/sections/index.js';
import { type PageSection, sectionedBody } from '../../pages/frame/index.js';
import { facts, figure, groupName, h, htmlPage, type Markup, p, responsive, table } from '../../pages/parts/index.js';
import { allowedEnds, boundText, measureText, sentenceCase, subjectText, unitOf } from '../../wording/index.js';
import type { ReasonMultiplicity, SearchCandidate, SearchResult } from '../search/index.js';
import { lawMarkdown, lawSection } from './law.js';
import { markdownOf, markdownRow } from './markdown.js';
import { movedFigure } from './moved.js';
import { searchMethod } from './search-method.js';
import { candidateName, gapText, searchFigures, searchHeadline, shortlistRows, verdictText } from './search-words.js';
import { meanText, partsSentence, qualityNote, qualityWords } from './words.js';

/** Most points of a chart, and rows of a table of candidates: more of them are in search.json only. */
const MOST_SHOWN = 60;

/**
 * The page of a search for a less discriminatory alternative: one self-contained HTML file. The same result gives the same bytes.
 */
export function renderSearchHtml(result: SearchResult): string {
  const sections: PageSection[] = [
    { id: 'frontier', title: 'Quality against the gap', content: [frontier(result)] },
    ...(result.shortlist.length === 0
      ? []
      : [
          { id: 'shortlist', title: 'Looked at closely', content: [shortlistTable(result)] },
          { id: 'moved', title: 'Who is decided about otherwise', content: movedOf(result) },
        ]),
    ...inUseSection(result),
    { id: 'multiplicity', title: 'Equally good models that disagree', content: multiplicity(result) },
    { id: 'proxies', title: 'Features that tell the group', content: proxies(result) },
    lawSection(stepsOf(result)),
    { id: 'method', title: 'How it was searched', content: searchMethod(result).map((text) => p(text)) },
  ];
  const body = sectionedBody({
    skip: 'Skip to the frontier',
    header: headerOf(result),
    sections,
    footer: `Made by ${result.tool.name} ${result.tool.version} from policy ${result.policy.digest} and data ${result.data.digest}. Record of all candidates: ${result.record}.`,
  });
  return htmlPage(`Search for ${result.policy.name}`, body);
}

/** The colour of an answer is that of a verdict: a search that found nothing shows nothing amiss with itself. */
const toneOf = ({ answer }: SearchResult): 'pass' | 'fail' | 'inconclusive' =>
  answer === 'not decidable' ? 'inconclusive' : answer === 'yes' ? 'fail' : 'pass';

function headerOf(result: SearchResult): Markup {
  const { gap } = result.reference;
  return h(
    'header',
    {},
    h('h1', {}, `Search for a less discriminatory alternative: ${result.policy.name} ${result.policy.version}`),
    h('p', { class: `verdict ${toneOf(result)}` }, searchHeadline(result)),
    ...searchFigures(result).map((text) => p(text)),
    h(
      'p',
      { class: 'note' },
      'This is a record of what was tried, not a judgement of a use. Another class of models, other data or another measure of quality may hold an alternative that this search could not see.',
    ),
    facts([
      ['Gap', `${subjectText(gap)} (${result.requirement})`],
      ['Allowed', boundText(gap)],
      ['Quality', qualityWords(result).name],
      ['Candidates', `${formatCount(result.candidates.length)} by ${result.trainer ?? 'our learners'}`],
      ['People', partsSentence(result)],
      ['Level', levelText(result.level)],
      ['Record', result.record],
    ]),
  );
}

const stepsOf = ({ candidates }: SearchResult): string[] => candidates.map(({ step }) => step);

const judgedOf = ({ candidates }: SearchResult): SearchCandidate[] =>
  candidates.filter(({ status }) => status === 'judged');

/** The reference, the shortlist and the front first: they are what the table must not lose. */
function shownOf(result: SearchResult): SearchCandidate[] {
  const close = new Set([result.reference.id, ...result.shortlist.map(({ id }) => id)]);
  const rank = (one: SearchCandidate): number => (close.has(one.id) ? 0 : one.front ? 1 : 2);
  return judgedOf(result)
    .toSorted((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_SHOWN)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function frontier(result: SearchResult): Markup {
  const { name, unit } = qualityWords(result);
  const shown = shownOf(result);
  const judged = judgedOf(result).length;
  return figure({
    caption: `Candidates on the ${formatCount(result.parts.judge)} people who judge${shown.length < judged ? ` (${shown.length} of ${judged}: those on the front first; all are in search.json)` : ''}: to the right is better for the decider, on the line nobody is worse off than others`,
    drawing: responsive('search', (variant) => tradeoffChart(chartOf(result, shown, variant))),
    table: {
      caption: 'Candidates, with intervals that hold for all of them at once',
      columns: [
        { head: 'Candidate' },
        { head: sentenceCase(name), numeric: true },
        { head: 'Gap', numeric: true },
        { head: 'Moved', numeric: true },
        { head: 'Front' },
        { head: 'Model' },
      ],
      rows: shown.map((one) => ({
        cells: [
          `${candidateName(one, result.data.features)}${one.id === result.reference.id ? ' (reference)' : ''}${one.id === result.chosen ? ' (chosen)' : ''}`,
          one.quality === null ? '' : meanText(one.quality, unit),
          gapText(result, one),
          one.moved === null ? '' : formatValue(one.moved, 'share'),
          one.front ? 'yes' : 'no',
          one.digest?.slice(0, 'sha256:'.length + 12) ?? '',
        ],
      })),
    },
  });
}

const KINDS = ['reference', 'looked at closely', 'on the front', 'other'] as const;

function chartOf(
  result: SearchResult,
  shown: readonly SearchCandidate[],
  { key, width }: { readonly key: string; readonly width: number },
): TradeoffChart {
  const { gap } = result.reference;
  const { name, unit } = qualityWords(result);
  const close = new Set(result.shortlist.map(({ id }) => id));
  const kindOf = (one: SearchCandidate): number =>
    one.id === result.reference.id ? 0 : close.has(one.id) ? 1 : one.front ? 2 : 3;
  return {
    key,
    width,
    title: `${name} against ${subjectText(gap)}`,
    description:
      'Points of all candidates, with intervals of those looked at closely; the numbers are in the table below.',
    xLabel: name,
    yLabel: subjectText(gap) + (unitOf(gap) === 'points' ? ' (percentage points)' : ''),
    xUnit: unit,
    yUnit: unitOf(gap),
    kinds: KINDS,
    points: shown.flatMap((one) => {
      const y = one.disparities.find(({ requirement }) => requirement === result.requirement);
      if (one.quality === null || y?.estimate == null) return [];
      const isClose = kindOf(one) < 2;
      const at = { estimate: y.estimate, lower: isClose ? y.lower : y.estimate, upper: isClose ? y.upper : y.estimate };
      const x = isClose
        ? one.quality
        : { estimate: one.quality.estimate, lower: one.quality.estimate, upper: one.quality.estimate };
      return [{ name: isClose ? one.id : '', x, y: at, kind: kindOf(one), isChosen: one.id === result.chosen }];
    }),
    chosenLabel: 'chosen',
    allowed: allowedEnds(gap),
    level: gap.compare === 'ratio' ? 1 : 0,
  };
}

const shortlistTable = (result: SearchResult): Markup =>
  table({
    caption: 'Against the reference, over the same people; intervals and p allow for all rows of this table',
    columns: [
      { head: 'Candidate' },
      { head: `Change of ${qualityWords(result).name}`, numeric: true },
      { head: 'Gap smaller by', numeric: true },
      { head: 'Gap' },
      { head: 'Moved' },
      { head: 'p', numeric: true },
    ],
    rows: shortlistRows(result).map((cells) => ({ cells })),
  });

function movedOf(result: SearchResult): (Markup | null)[] {
  const shown = result.shortlist.find(({ id }) => id === (result.chosen ?? result.nearest))!;
  return movedFigure(shown, {
    key: 'moved',
    before: result.reference.id,
    after: shown.id,
    caption: `Of the ${formatCount(result.parts.judge)} people who judge, with ${shown.id} in place of ${result.reference.id}`,
  });
}

function inUseSection(result: SearchResult): PageSection[] {
  const { inUse } = result;
  if (inUse === null) return [];
  const content = [
    p(
      'Where labels came about by these decisions (who got no loan cannot repay it), people without a label are in no figure, and the decisions may look better than they are.',
    ),
    ...movedFigure(inUse.against, {
      key: 'in-use',
      before: 'in use',
      after: inUse.against.id,
      caption: `Of the ${counted(formatCount(inUse.people), 'person')} who judge and about whom a decision is known, with ${inUse.against.id} in the place of the decisions in use`,
    }),
  ];
  return [{ id: 'in-use', title: 'Against the decisions in use', content }];
}

function multiplicity({ multiplicity: { models, groups, reasons } }: SearchResult): Markup[] {
  if (models < 2)
    return [
      p('No candidate beside the reference has a quality within the tolerance of the best on the choosing part.'),
    ];
  return [
    p(
      `${formatCount(models)} models are compared: the reference, and every candidate whose quality is within the tolerance of the best on the choosing part. Decided otherwise by some are the people about whom at least one of them decides otherwise than the reference: nothing in the quality of these models says who is right.`,
    ),
    table({
      caption: 'People about whom equally good models disagree, by group',
      columns: [
        { head: 'Group' },
        { head: 'People', numeric: true },
        { head: 'Decided otherwise by some', numeric: true },
        { head: 'Share', numeric: true },
        { head: 'Largest share by a single model', numeric: true },
      ],
      rows: groups.map(({ key, n, ambiguous, share, lower, upper, discrepancy }) => ({
        cells: [
          key === null ? 'not known' : groupName(key),
          formatCount(n),
          formatCount(ambiguous),
          meanText({ estimate: share, lower, upper }, 'share'),
          formatValue(discrepancy, 'share'),
        ],
      })),
    }),
    ...(reasons === null ? [] : reasonsPart(reasons)),
  ];
}

function reasonsPart({ models, without, people, groups }: ReasonMultiplicity): Markup[] {
  const left =
    without === 0 ? '' : ` ${counted(formatCount(without), 'model')} with no single strongest input is left out.`;
  return [
    p(
      `Of ${counted(formatCount(people), 'person')} about whom the reference decides unfavourably, the input that takes most from the score was named by ${counted(formatCount(models), 'model')}: the reference and the best of the others.${left} A notice that names this reason to a person may name another by a model that is as good.`,
    ),
    table({
      caption: 'People whose strongest reason changes among equally good models, by group',
      columns: [
        { head: 'Group' },
        { head: 'People', numeric: true },
        { head: 'Another reason by some', numeric: true },
        { head: 'Share', numeric: true },
      ],
      rows: groups.map(({ key, n, changed, share, lower, upper }) => ({
        cells: [
          key === null ? 'not known' : groupName(key),
          formatCount(n),
          formatCount(changed),
          meanText({ estimate: share, lower, upper }, 'share'),
        ],
      })),
    }),
  ];
}

function proxies({ proxies: found }: SearchResult): Markup[] {
  if (found.length === 0) return [p('No feature alone tells any group from the others.')];
  return [
    p(
      'Each of these is learned from in some candidates and not in others. A feature that tells the group is no harm by itself.',
    ),
    table({
      caption:
        'Chance that the feature alone orders a person of the group and one of the others rightly (area under the curve)',
      columns: [{ head: 'Feature' }, { head: 'Group' }, { head: 'Area', numeric: true }],
      rows: found.map(({ feature, key, auc, lower, upper }) => ({
        cells: [feature, groupName(key), meanText({ estimate: auc, lower, upper }, 'number')],
      })),
    }),
  ];
}

/** The same for a pull request or a letter: the answer, the few looked at closely, and how. */
export function renderSearchMarkdown(result: SearchResult): string {
  const row = markdownRow;
  const few = shortlistRows(result);
  const head = ['candidate', `change of ${qualityWords(result).name}`, 'gap smaller by', 'gap', 'moved', 'p'];
  const note = qualityNote(result);
  return markdownOf([
    `# Search for a less discriminatory alternative: ${result.policy.name} ${result.policy.version}`,
    `**${searchHeadline(result)}**`,
    ...searchFigures(result),
    ...(few.length === 0 ? [] : [[row(head), row(head.map(() => '---')), ...few.map(row)].join('\n')]),
    ...(note === null ? [] : [`${sentenceCase(note)}.`]),
    ...searchMethod(result),
    `Reference gap: ${measureText(result.reference.gap)} (${verdictText(result.reference.gap)}). Record: \`${result.record}\`.`,
    ...lawMarkdown(stepsOf(result), row),
  ]);
}
