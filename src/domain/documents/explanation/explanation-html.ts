import { type PageSection, sectionedBody } from '../../pages/frame/index.js';
import type { Audience } from '../../pages/parts/index.js';
import { h, htmlPage, type Markup, p } from '../../pages/parts/index.js';
import type { ExplanationPage } from './page-data.js';
import {
  cautionsSection,
  contributionsSection,
  evidenceSection,
  headline,
  inPlainNames,
  inputsSection,
  isAccepted,
  jsonSection,
  otherScale,
  tableSection,
  toldSections,
} from './sections.js';

/** Sections for each reader, in reading order. */
const SECTIONS: Readonly<Record<Audience, (page: ExplanationPage) => readonly PageSection[]>> = {
  applicant: (page) => {
    const told = inPlainNames(page);
    return [...toldSections(told), { ...inputsSection(told), title: 'What is on file about you' }];
  },
  reviewer: (page) => [inputsSection(page), cautionsSection(page), contributionsSection(page), evidenceSection(page)],
  auditor: (page) => [
    evidenceSection(page),
    tableSection(page),
    cautionsSection(page),
    inputsSection(page),
    jsonSection(page),
  ],
  developer: (page) => [
    contributionsSection(page),
    tableSection(page),
    inputsSection(page),
    evidenceSection(page),
    jsonSection(page),
  ],
};

/**
 * Renders one row's explanation as one accessible, self-contained HTML file for the named reader: the applicant gets facts in words and no
 * charts, the reviewer the inputs before the machine's explanation, the auditor what a second computation needs, the developer everything.
 *
 * @returns an HTML5 document, UTF-8; the same page gives the same bytes
 */
export function renderExplanationHtml(page: ExplanationPage, audience: Audience = 'reviewer'): string {
  const sections = SECTIONS[audience](page).filter((section) => section.content.length > 0);
  const forApplicant = audience === 'applicant';
  const title = forApplicant ? 'How your score came about' : `Explanation of row ${page.row}`;
  return htmlPage(
    title,
    sectionedBody({
      skip: 'Skip to the content',
      header: header(page, title, forApplicant),
      sections,
      footer: `Made by ${page.provenance.tool.name} ${page.provenance.tool.version}.`,
      hasContents: !forApplicant,
    }),
  );
}

function header(page: ExplanationPage, title: string, forApplicant: boolean): Markup {
  if (forApplicant) {
    return h(
      'header',
      {},
      h('h1', {}, title),
      p('A computer model gave you a score. It used the facts below and nothing else.'),
    );
  }
  const accepted = isAccepted(page);
  const verdict = accepted === null ? '' : accepted ? ' pass' : ' fail';
  const other = otherScale(page);
  const more = other === null ? [] : [p(other)];
  return h('header', {}, h('h1', {}, title), h('p', { class: `verdict${verdict}` }, headline(page)), ...more);
}
