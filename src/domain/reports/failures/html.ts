import { formatCount } from '../../../core/charts/index.js';
import { levelText } from '../../../core/policy/sections/index.js';
import type { FailureAnswer, KnownFailuresResult } from '../../known-failures/index.js';
import { sectionedBody } from '../../pages/frame/index.js';
import { facts, h, htmlPage, type Markup, p, table } from '../../pages/parts/index.js';
import { ANSWER_WORDS, failureSentence, failuresHeadline, findingText } from './sentences.js';

/** What the page is evidence of, and what not. */
const NOTE =
  'This is evidence about these decisions, not a judgement of the system: what is not shown may be there below the size that would be seen, and what nobody has lived through yet is on no list.';

/** Decimals of a number of failures that are expected by chance. */
const CHANCE_DECIMALS = 2;

/**
 * Renders what was found of known failures as one self-contained HTML file without a script. The same result gives the same bytes.
 *
 * @returns an HTML5 document, UTF-8
 */
export function renderFailuresHtml(result: KnownFailuresResult): string {
  const { policy, data } = result;
  const body = sectionedBody({
    skip: 'Skip to the failures',
    header: h(
      'header',
      {},
      h('h1', {}, `Known failures: ${policy.name} ${policy.version}`),
      h('p', { class: `verdict ${toneOf(result)}` }, failuresHeadline(result)),
      h('p', { class: 'note' }, NOTE),
      facts([
        ['Judged on', result.evaluatedOn],
        ['Rows', formatCount(data.rows)],
        ...data.excluded.map(({ reason, rows }) => [`Rows left out: ${reason}`, formatCount(rows)] as const),
        ['Level of each failure', levelText(policy.level)],
        ['Shown by chance in a sound system, on average at most', result.expectedByChance.toFixed(CHANCE_DECIMALS)],
      ]),
    ),
    sections: [
      { id: 'failures', title: 'The failures', content: [overview(result)] },
      ...result.failures.map((one) => ({ id: `failure-${one.name}`, title: one.title, content: contentOf(one) })),
    ],
    footer: `Made by ${result.tool.name} ${result.tool.version} from policy ${policy.digest} and data ${data.digest}.`,
  });
  return htmlPage(`Known failures of ${policy.name}`, body);
}

/** Green only where something was looked for, and nothing that was is undecided: what was not seen is no good news. */
const toneOf = ({ shown, notShown, undecided }: KnownFailuresResult): string =>
  shown > 0 ? 'fail' : undecided === 0 && notShown > 0 ? 'pass' : 'inconclusive';

const answerMark = (answer: FailureAnswer['answer']): Markup => {
  const { word, glyph, tone } = ANSWER_WORDS[answer];
  return h('span', { class: tone }, h('span', { class: 'glyph', 'aria-hidden': 'true' }, glyph), ` ${word}`);
};

const overview = ({ failures }: KnownFailuresResult): Markup =>
  table({
    caption: 'Every known failure, and the answer about it',
    columns: [{ head: 'Failure' }, { head: 'Answer' }, { head: 'Comparisons', numeric: true }],
    rows: failures.map(({ name, title, answer, comparisons }) => ({
      few: answer === 'not-applicable',
      cells: [h('a', { href: `#failure-${name}` }, title), answerMark(answer), formatCount(comparisons)],
    })),
  });

function contentOf(one: FailureAnswer): Markup[] {
  return [
    p(answerMark(one.answer), '. ', failureSentence(one)),
    p(one.happened),
    facts([
      ['Source', one.source],
      ['Bias', one.bias],
      ['Measure', one.formula],
    ]),
    ...one.notes.map((note) => p(note)),
    ...(one.findings.length === 0
      ? []
      : [h('ul', {}, ...one.findings.map((finding) => h('li', {}, findingText(one, finding))))]),
  ];
}
