import { formatCount, formatPValue } from '../../../../core/charts/index.js';
import { showsAnother, undecidedSmallGroups } from '../../../../core/policy/judge/index.js';
import {
  compositeOf,
  evidenceUnits,
  levelText,
  type RequirementResult,
} from '../../../../core/policy/sections/index.js';
import type { AuditResult } from '../../../audits/result/index.js';
import { type Content, facts, groupName, h, type Markup, p, STACKED, table } from '../../../pages/parts/index.js';
import {
  basisText,
  boundText,
  estimateText,
  findingText,
  groupInText,
  intervalText,
  isChange,
  isLevelChange,
  isValue,
  measureText,
  plainSentence,
  spanText,
  statusWord,
  subjectText,
  VERDICT_WORDS,
} from '../../../wording/index.js';
import { changeFigure } from './change-figure.js';
import { forestFigure } from './forest-figure.js';
import { partsFigure } from './parts-figure.js';

const EVIDENCE_STANDARDS: Readonly<Record<RequirementResult['evidence'], string>> = {
  point: 'point: the measured values decide',
  violation: 'violation: fails only on proof of a breach, passes only when a breach is ruled out',
  compliance: 'compliance: passes only on proof that every group lies within the bound',
};

const CHANGE_STANDARD =
  'change: fails only on proof that a gap grew, passes when none can have grown by as much as the bound allows in all';

const SMALL_GROUPS: Readonly<Record<RequirementResult['smallGroups'], string>> = {
  inconclusive: 'keep the requirement open',
  report: 'listed, not judged',
  pool: 'judged together as one group',
};

const anchorOf = (index: number): string => `requirement-${index + 1}`;

const verdictMark = (requirement: RequirementResult): Content =>
  h('span', { class: 'glyph', 'aria-hidden': 'true' }, VERDICT_WORDS[requirement.verdict].glyph);

/** Overview of all requirements on one screen, each linked to its own part. */
function overview(result: AuditResult): Markup {
  return table({
    caption: 'Requirements and their verdicts',
    stacked: 'overview',
    columns: STACKED.overview,
    rows: result.requirements.map((each, index) => ({
      cells: [
        h('a', { href: `#${anchorOf(index)}` }, each.id),
        h('span', { class: each.verdict }, verdictMark(each), ` ${statusWord(each)}`),
        each.severity === 'block' ? 'blocking' : 'warning',
        subjectText(each),
        measureText(each),
        boundText(each),
      ],
    })),
  });
}

function simultaneousText(requirement: RequirementResult): string {
  const wide = requirement.simultaneous;
  if (wide === null || wide.level === requirement.level) return '';
  const another = isValue(requirement) ? ' of the group that decides' : ' of the gap that decides';
  const shown = `${spanText(requirement, wide)}${showsAnother(requirement) ? another : ''}`;
  return `${shown} at ${levelText(wide.level)}, which allows for the number of ${isValue(requirement) || isLevelChange(requirement) ? 'groups' : 'comparisons'}`;
}

function comparedText(requirement: RequirementResult): Content {
  if (requirement.group === null) return '';
  const count = (n: number | null) => (n === null ? '' : ` (n ${formatCount(n)})`);
  if (isValue(requirement)) return h('span', {}, groupName(requirement.group), count(requirement.nGroup));
  if (isLevelChange(requirement))
    return h(
      'span',
      {},
      groupName(requirement.group),
      `${count(requirement.nGroup)} against the accepted audit${count(requirement.nReference)}`,
    );
  return h(
    'span',
    {},
    groupName(requirement.group),
    `${count(requirement.nGroup)} against `,
    groupName(requirement.reference),
    count(requirement.nReference),
  );
}

const testText = (requirement: RequirementResult): string =>
  requirement.pValue === null
    ? ''
    : `p ${formatPValue(requirement.pValue)}, adjusted ${formatPValue(requirement.adjustedPValue)}`;

/** The file, field and digest of a number of another result. */
const readFrom = ({ from }: RequirementResult): string =>
  from === undefined ? '' : `${from.field} in ${from.result}${from.digest === undefined ? '' : `, ${from.digest}`}`;

/** Whether what happens to small groups says anything: a number of another result has no groups, and a test of growth has a rule of its own. */
const hasGroups = (requirement: RequirementResult): boolean => !isChange(requirement) && requirement.from === undefined;

function numbers(requirement: RequirementResult): Markup {
  return facts([
    [
      isChange(requirement) ? 'Change of the gap' : 'Estimate',
      requirement.estimate === null ? '' : estimateText(requirement),
    ],
    [
      `${levelText(requirement.level)} interval`,
      requirement.lower === null ? '' : `${intervalText(requirement)} (${requirement.method})`,
    ],
    ['Simultaneous interval', simultaneousText(requirement)],
    ['Bound', boundText(requirement)],
    [showsAnother(requirement) ? 'Decided by' : isValue(requirement) ? 'Group' : 'Compared', comparedText(requirement)],
    ['Test of no difference', testText(requirement)],
    ['Evidence standard', isChange(requirement) ? CHANGE_STANDARD : EVIDENCE_STANDARDS[requirement.evidence]],
    ['Small groups', hasGroups(requirement) ? SMALL_GROUPS[requirement.smallGroups] : ''],
    [`Too few ${evidenceUnits(requirement.metric)}`, undecidedSmallGroups(requirement).map(groupInText).join('; ')],
    ['Read from', readFrom(requirement)],
    ['Basis', basisText(requirement.basis)],
    ['Rationale', requirement.rationale ?? ''],
    [
      'Waiver',
      requirement.waived
        ? `${requirement.waived.owner}, until ${requirement.waived.until}: ${requirement.waived.reason}`
        : '',
    ],
    // For a change, the sentence above says everything that its finding says.
    ['Finding', isChange(requirement) ? '' : findingText(requirement)],
  ]);
}

/** Caption of the chart: its finding, as a headline. */
function captionOf(requirement: RequirementResult): string {
  const words = statusWord(requirement).toLowerCase();
  const measure =
    requirement.estimate === null ? '' : `: ${estimateText(requirement)}, asked: ${boundText(requirement)}`;
  return `${requirement.id}, ${words}${measure} (${subjectText(requirement)})`;
}

/** The chart of a requirement's gap; a change has only one number and no chart. */
function figureOf(result: AuditResult, requirement: RequirementResult, index: number): Markup[] {
  if (isChange(requirement) || requirement.from !== undefined) return [];
  if (isLevelChange(requirement)) return changeFigure(requirement, `requirement-${index + 1}`, captionOf(requirement));
  if (requirement.parts !== undefined && !(isValue(requirement) && compositeOf(requirement.metric) === null))
    return partsFigure(requirement, `requirement-${index + 1}`, captionOf(requirement));
  return [forestFigure(result, requirement, `requirement-${index + 1}`, captionOf(requirement))];
}

function requirementPart(result: AuditResult, requirement: RequirementResult, index: number): Markup {
  const severity = requirement.severity === 'block' ? 'blocking' : 'warning only';
  return h(
    'section',
    { class: `requirement ${requirement.verdict}`, 'aria-labelledby': anchorOf(index) },
    h(
      'h3',
      { id: anchorOf(index) },
      verdictMark(requirement),
      ` ${requirement.id}: ${statusWord(requirement)} (${severity})`,
    ),
    p(plainSentence(result, requirement)),
    numbers(requirement),
    ...figureOf(result, requirement, index),
  );
}

export const requirementsSection = (result: AuditResult): Markup[] =>
  result.requirements.length === 0
    ? [p('The policy has no requirements: the audit measured and judged nothing.')]
    : [overview(result), ...result.requirements.map((each, index) => requirementPart(result, each, index))];
