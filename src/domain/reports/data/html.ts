import { counted } from '../../../core/base/counted.js';
import { formatCount } from '../../../core/charts/index.js';
import { levelText } from '../../../core/policy/sections/index.js';
import type { DataAuditResult } from '../../data-audits/index.js';
import { type PageSection, sectionedBody } from '../../pages/frame/index.js';
import { facts, h, htmlPage, type Markup, p, STACKED, table } from '../../pages/parts/index.js';
import { VERDICT_WORDS } from '../../wording/index.js';
import { dataVerdictSentence, headOf } from './head.js';
import { testSection } from './test-section.js';

/** What the page is evidence of, and what not. */
const NOTE =
  'This is evidence about the data, not a judgement of a use: a test that passes says that this source of bias was looked for and not found beyond its bound.';

/**
 * Renders a data audit as one self-contained HTML file, without any script, font or picture from elsewhere. The same result gives the same
 * bytes.
 *
 * @returns an HTML5 document, UTF-8
 */
export function renderDataAuditHtml(result: DataAuditResult): string {
  const { word } = headOf(result);
  const sections: PageSection[] = [
    { id: 'tests', title: 'The tests', content: [overview(result)] },
    ...result.tests.map((test, index) => testSection(test, index)),
    { id: 'data', title: 'The data', content: dataPart(result) },
    { id: 'replay', title: 'How to repeat this audit', content: [h('p', {}, h('code', {}, result.replay))] },
  ];
  const body = sectionedBody({
    skip: 'Skip to the tests',
    header: headerOf(result),
    sections,
    footer: `Made by ${result.tool.name} ${result.tool.version} from policy ${result.policy.digest}.`,
  });
  return htmlPage(`${word}: data audit of ${result.policy.name}`, body);
}

function headerOf(result: DataAuditResult): Markup {
  const { glyph, tone } = headOf(result);
  const { policy, data } = result;
  return h(
    'header',
    {},
    h('h1', {}, `Data audit: ${policy.name} ${policy.version}`),
    h(
      'p',
      { class: `verdict ${tone}`, 'data-verdict': result.verdict },
      h('span', { class: 'glyph', 'aria-hidden': 'true' }, glyph),
      ` ${dataVerdictSentence(result)}`,
    ),
    h('p', { class: 'note' }, NOTE),
    facts([
      ['Judged on', result.evaluatedOn],
      ['People', formatCount(data.people)],
      ['Attributes', data.attributes.map(({ name }) => name).join(', ')],
      ['Features', data.features.length === 0 ? 'none' : data.features.join(', ')],
      ['Level of intervals', levelText(policy.level)],
    ]),
  );
}

const overview = ({ tests }: DataAuditResult): Markup =>
  table({
    caption: 'Every test, the source of bias that it measures, and its verdict',
    stacked: 'tests',
    columns: STACKED.tests,
    rows: tests.map((test) => ({
      few: test.verdict === 'not_applicable',
      cells: [
        h('a', { href: `#test-${test.test}` }, test.title),
        test.source.name,
        h(
          'span',
          { class: test.verdict },
          h('span', { class: 'glyph', 'aria-hidden': 'true' }, VERDICT_WORDS[test.verdict].glyph),
          ` ${VERDICT_WORDS[test.verdict].word}`,
        ),
        test.severity === 'block' ? 'the audit fails' : 'a warning',
        formatCount(test.comparisons),
      ],
    })),
  });

function dataPart({ data }: DataAuditResult): Markup[] {
  return [
    facts([
      ['Rows read', formatCount(data.rows)],
      ...data.excluded.map(({ reason, rows }) => [`Rows left out: ${reason}`, formatCount(rows)] as const),
      ...data.attributes.map(
        ({ name, unknown, groups }) =>
          [
            `Groups of ${name}`,
            `${formatCount(groups)}${unknown > 0 ? `, and ${counted(formatCount(unknown), 'person')} of unknown group` : ''}`,
          ] as const,
      ),
    ]),
    ...(data.leftOut.length === 0
      ? []
      : [
          p(`Columns that are no features: ${data.leftOut.map(({ column, why }) => `${column} (${why})`).join('; ')}.`),
        ]),
    ...data.sources.map(({ path, sha256 }) => p(h('code', {}, `${path}${sha256 === null ? '' : ` sha256:${sha256}`}`))),
  ];
}
