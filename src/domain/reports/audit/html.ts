import type { AuditResult } from '../../audits/result/index.js';
import { type PageSection, sectionedBody } from '../../pages/frame/index.js';
import { facts, h, htmlPage, type Markup } from '../../pages/parts/index.js';
import { auditedHead, auditedWord, EVIDENCE_NOTE, headline, peopleText, verdictSentence } from '../../wording/index.js';
import { calibrationSection } from './sections/calibration-section.js';
import { dataSection, groupsSection, replaySection } from './sections/data-section.js';
import { definitionsSection } from './sections/definitions.js';
import { exposureSection } from './sections/exposure-section.js';
import { frontierSection } from './sections/frontier-section.js';
import { funnelsSection } from './sections/funnels-section.js';
import { gapsSection } from './sections/gaps.js';
import { impossibilitySection } from './sections/impossibility-section.js';
import { inequalitySection } from './sections/inequality-section.js';
import { intersectionsSection } from './sections/intersections.js';
import { likelySection } from './sections/likely-section.js';
import { requirementsSection } from './sections/requirements.js';
import { rulesSection } from './sections/rules-section.js';
import { scanSection } from './sections/scan-section.js';
import { shiftSection } from './sections/shift-section.js';
import { spreadSection } from './sections/spread-section.js';
import { strataSection } from './sections/strata-section.js';
import { unknownSection } from './sections/unknown-section.js';
import { utilitySection } from './sections/utility-section.js';
import { wordsSection } from './sections/words-section.js';

/** The sections in reading order; those without content are left out, also of the table of contents. */
function sectionsOf(result: AuditResult): PageSection[] {
  const sections = [
    { id: 'requirements', title: 'Requirements', content: requirementsSection(result) },
    { id: 'exposure', title: 'Who is seen', content: exposureSection(result) },
    { id: 'words', title: 'How decisions are spread', content: wordsSection(result) },
    { id: 'shift', title: 'Who was given less or more than was due', content: shiftSection(result) },
    { id: 'funnels', title: 'How people come through the stages', content: funnelsSection(result) },
    { id: 'spread', title: 'How amounts are spread', content: spreadSection(result) },
    { id: 'rules', title: 'The rule that decided, beside its plan', content: rulesSection(result) },
    { id: 'gaps', title: 'Gaps between groups', content: gapsSection(result) },
    { id: 'intersections', title: 'Intersections', content: intersectionsSection(result) },
    { id: 'scan', title: 'Worst cells of all intersections', content: scanSection(result) },
    { id: 'strata', title: 'Within strata', content: strataSection(result) },
    { id: 'membership', title: 'Groups known as probabilities', content: likelySection(result) },
    { id: 'unknown', title: 'People of unknown group', content: unknownSection(result) },
    { id: 'inequality', title: 'Inequality of benefits', content: inequalitySection(result) },
    { id: 'calibration', title: 'Calibration', content: calibrationSection(result) },
    { id: 'cutoffs', title: 'What other cutoffs would do', content: frontierSection(result) },
    { id: 'utility', title: 'What decisions were worth', content: utilitySection(result) },
    { id: 'limits', title: 'What cannot hold together', content: impossibilitySection(result) },
    { id: 'groups', title: 'Groups', content: groupsSection(result) },
    { id: 'data', title: 'Data quality and exclusions', content: dataSection(result) },
    { id: 'replay', title: 'How to repeat this audit', content: replaySection(result) },
    { id: 'definitions', title: 'What the words mean', content: definitionsSection(result) },
  ];
  return sections.filter((section) => section.content.length > 0);
}

const goodText = ({ favourable, outcome }: AuditResult['policy']): string =>
  outcome === undefined ? `prediction ${favourable}` : goodOutcome(outcome);

function goodOutcome(outcome: NonNullable<AuditResult['policy']['outcome']>): string {
  switch (outcome.type) {
    case 'amount':
      return `${outcome.favourable === 'higher' ? 'more' : 'less'} ${outcome.unit} (${outcome.column})`;
    case 'ordered':
      return `${outcome.favourable === 'higher' ? outcome.levels.at(-1) : outcome.levels[0]} rather than the other end (${outcome.column})`;
    case 'stages':
      return `passing ${outcome.stages.map(({ name }) => name).join(', ')}`;
    case 'class':
      return outcome.favourable.length === 0
        ? 'no class is declared'
        : `${outcome.favourable.join(', ')} (${outcome.column})`;
    case 'ranking':
      return `to stand near the first place (${outcome.position})`;
  }
}

function headerOf(result: AuditResult): Markup {
  const { policy } = result;
  return h(
    'header',
    {},
    h('h1', {}, `Fairness audit: ${policy.name} ${policy.version}`),
    h(
      'p',
      { class: `verdict ${headline(result).tone}`, 'data-verdict': result.verdict },
      h('span', { class: 'glyph', 'aria-hidden': 'true' }, headline(result).glyph),
      ` ${verdictSentence(result)}`,
    ),
    h('p', { class: 'note' }, EVIDENCE_NOTE),
    facts([
      ['Purpose', policy.purpose ?? ''],
      ['Owner', policy.owner ?? ''],
      ['Judged on', result.evaluatedOn ?? ''],
      [auditedHead(result), peopleText(result)],
      ['Attributes', policy.attributes.join(', ')],
      [`Good for the ${auditedWord(result)}`, goodText(policy)],
    ]),
  );
}

/**
 * Renders the report as one self-contained HTML file, without any script, font or picture from elsewhere. The same result gives the same
 * bytes.
 *
 * @param result the audit
 * @returns an HTML5 document, UTF-8
 */
export function renderHtml(result: AuditResult): string {
  const sections = sectionsOf(result);
  const title = `${headline(result).word}: fairness audit of ${result.policy.name}`;
  const body = sectionedBody({
    skip: 'Skip to the findings',
    header: headerOf(result),
    sections,
    footer: `Made by ${result.tool.name} ${result.tool.version} from policy ${result.policy.digest}.`,
  });
  return htmlPage(title, body);
}
