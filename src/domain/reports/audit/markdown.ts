import { agree, counted } from '../../../core/base/counted.js';
import { formatCount, formatPValue, formatValue } from '../../../core/charts/index.js';
import { cleanText, escapeMarkdownText, escapeText } from '../../../core/markup/index.js';
import { showsAnother } from '../../../core/policy/judge/index.js';
import type { RequirementResult } from '../../../core/policy/sections/index.js';
import type { AuditResult } from '../../audits/result/index.js';
import {
  amountUnit,
  auditedHead,
  basisText,
  boundText,
  byLabel,
  columnHead,
  conditionalSentence,
  differenceUnit,
  EVIDENCE_NOTE,
  evidenceOf,
  groupInText,
  headline,
  inequalitySentence,
  isValue,
  logSentences,
  looksAcross,
  measureText,
  metricKey,
  metricWords,
  peopleText,
  plainSentence,
  ruleSentences,
  rulesOf,
  scanSentence,
  simpsonSentence,
  statusWord,
  subjectText,
  unknownSentence,
  utilitySentence,
  VERDICT_WORDS,
  verdictSentence,
} from '../../wording/index.js';

/** Most groups that are listed. A pull-request comment may hold 65,536 characters; long lists are cut well before and say so. */
const WORST_GROUPS = 5;
const MOST_REQUIREMENTS = 60;
const LONGEST_NAME = 120;

/** Text that no Markdown or HTML of the platform interprets: no markup, no mention, no link, no line break. */
export function escapeMarkdown(text: string): string {
  const clean = cleanText(text);
  const short = clean.length <= LONGEST_NAME ? clean : `${[...clean].slice(0, LONGEST_NAME - 1).join('')}\u2026`;
  return escapeMarkdownText(short);
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Escapes a sentence as a whole, because it carries names from the data, and never cuts it. */
const escapeSentence = (sentence: string): string =>
  sentence
    .split(' ')
    .map((word) => escapeMarkdown(word))
    .join(' ');

/** Group and reference, or the group alone where nothing is compared. */
function sides<Side>(
  requirement: RequirementResult,
  group: Side | null,
  reference: Side | null,
  show: (side: Side) => string,
): string {
  if (group === null) return '\u2013';
  return isValue(requirement) || reference === null ? show(group) : `${show(group)} / ${show(reference)}`;
}

function requirementRow(requirement: RequirementResult): string {
  const { glyph } = VERDICT_WORDS[requirement.verdict];
  const decided = showsAnother(requirement) ? 'decided by ' : '';
  const groups = sides(requirement, requirement.group, requirement.reference, (key) =>
    escapeMarkdown(groupInText(key)),
  );
  const counts = sides(requirement, requirement.nGroup, requirement.nReference ?? 0, formatCount);
  return row([
    `${glyph} ${statusWord(requirement)}`,
    `**${escapeMarkdown(requirement.id)}**${requirement.severity === 'warn' ? ' (warning)' : ''}<br>${escapeMarkdown(subjectText(requirement))}`,
    escapeMarkdown(measureText(requirement)),
    boundText(requirement),
    `${decided}${groups}`,
    counts,
  ]);
}

function requirementTable(result: AuditResult): string[] {
  if (result.requirements.length === 0) return ['The policy has no requirements.'];
  const shown = result.requirements.slice(0, MOST_REQUIREMENTS);
  const left = result.requirements.length - shown.length;
  return [
    row([
      '',
      'Requirement',
      'Estimate \\[interval\\]',
      'Bound',
      'Group / reference',
      evidenceOf(result) === 'lists' ? 'lists' : 'n',
    ]),
    row(['---', '---', '---', '---', '---', '---:']),
    ...shown.map(requirementRow),
    ...(left > 0
      ? ['', `${counted(left, 'further requirement')} ${agree(left, 'is', 'are')} in the HTML report.`]
      : []),
  ];
}

/** The largest differences among groups with enough people, of the metrics that the policy asks about. */
function worstComparisons(result: AuditResult): AuditResult['comparisons'][number][] {
  const asked = new Set(
    result.requirements.map((requirement) => `${metricKey(requirement)} ${byLabel(requirement.by)}`),
  );
  return result.comparisons
    .filter((each) => each.compare === 'difference' && each.status === 'ok' && each.estimate !== null)
    .filter((each) => asked.has(`${metricKey(each)} ${byLabel(each.by)}`))
    .sort((a, b) => gapSize(result, b) - gapSize(result, a))
    .slice(0, WORST_GROUPS);
}

/** Size by which gaps are put in order: that of amounts is relative to everyone's value, so that it can stand beside gaps of shares. */
function gapSize({ overall }: AuditResult, each: AuditResult['comparisons'][number]): number {
  const size = Math.abs(each.estimate ?? 0);
  const whole = Math.abs(overall.metrics[metricKey(each)]?.estimate ?? 0);
  return differenceUnit(each.metric) === 'amount' && whole > 0 ? size / whole : size;
}

function worstTable(result: AuditResult): string[] {
  const worst = worstComparisons(result);
  if (worst.length === 0) return [];
  return [
    '',
    '### Largest gaps',
    '',
    row(['Group', 'against', 'Metric', 'Difference', 'adjusted p']),
    row(['---', '---', '---', '---:', '---:']),
    ...worst.map((each) =>
      row([
        escapeMarkdown(groupInText(each.group)),
        escapeMarkdown(groupInText(each.reference)),
        columnHead(metricKey(each), amountUnit(result)),
        formatValue(each.estimate, differenceUnit(each.metric)),
        escapeMarkdown(formatPValue(each.adjustedPValue)),
      ]),
    ),
  ];
}

function detailOf(result: AuditResult, requirement: RequirementResult): string[] {
  return [
    `- **${escapeMarkdown(requirement.id)}**: ${escapeSentence(plainSentence(result, requirement))}`,
    `  Basis: ${escapeSentence(basisText(requirement.basis))}. Evidence standard: ${requirement.evidence}.`,
  ];
}

function details(summary: string, lines: readonly string[]): string[] {
  return ['', '<details>', `<summary>${summary}</summary>`, '', ...lines, '', '</details>'];
}

function dataLines(result: AuditResult): string[] {
  return [
    `- ${auditedHead(result).toLowerCase()}: ${peopleText(result)}`,
    ...(result.evaluatedOn === undefined ? [] : [`- judged on ${result.evaluatedOn}`]),
    ...result.data.excluded.map(
      (each) => `- ${counted(formatCount(each.rows), 'row')} left out: ${escapeMarkdown(each.reason)}`,
    ),
    ...result.data.sources.map(
      (each) => `- ${escapeMarkdown(each.path)} ${each.sha256 === null ? '' : `\`sha256:${each.sha256}\``}`,
    ),
    ...result.data.sources.flatMap(({ log }) =>
      log === undefined ? [] : logSentences(log).map((sentence) => `- ${escapeMarkdown(sentence)}`),
    ),
    ...(result.replay === undefined ? [] : ['', `<pre>${escapeText(result.replay)}</pre>`, '']),
    `- policy ${escapeMarkdown(result.policy.name)} ${escapeMarkdown(result.policy.version)} \`${result.policy.digest.replaceAll('`', '')}\``,
  ];
}

/** Most warnings of Simpson's paradox that are not folded away, because they say that a gap above misleads. */
const MOST_WARNINGS = 5;

function simpsonWarnings(result: AuditResult): string[] {
  const found = (result.conditional ?? []).flatMap((audit) =>
    audit.comparisons.flatMap((comparison) => simpsonSentence(audit, comparison) ?? []),
  );
  const left = found.length - MOST_WARNINGS;
  return found.length === 0
    ? []
    : [
        '',
        '### Read within strata',
        '',
        ...found.slice(0, MOST_WARNINGS).map((sentence) => `- ${escapeSentence(sentence)}`),
        ...(left > 0 ? [`- ${counted(left, 'further warning')} ${agree(left, 'is', 'are')} in the HTML report.`] : []),
      ];
}

/** Cautions on groups that may be one group, or missing values, which readers of the table above must know. */
function cautionLines({ cautions = [] }: AuditResult): string[] {
  if (cautions.length === 0) return [];
  const left = cautions.length - MOST_WARNINGS;
  return [
    '',
    '### Look at the groups',
    '',
    ...cautions
      .slice(0, MOST_WARNINGS)
      .map(({ message, remedy }) => `- ${escapeSentence(message)}. ${escapeSentence(remedy)}`),
    ...(left > 0 ? [`- ${counted(left, 'further warning')} ${agree(left, 'is', 'are')} in the HTML report.`] : []),
  ];
}

/** Most comparisons, and bounds of metrics, for which a pull request has room. */
const MOST_FINDINGS = 12;

function furtherFindings(result: AuditResult): string[] {
  const { level } = result.policy;
  const within = (result.conditional ?? []).flatMap((audit) =>
    audit.comparisons
      .filter((comparison) => simpsonSentence(audit, comparison) === null)
      .map((comparison) => `${metricWords(audit.metric).label}: ${conditionalSentence(audit, comparison, level)}`),
  );
  const unknown = (result.unknown ?? [])
    .filter((bounds) => bounds.unknownInDenominator > 0)
    .map(
      (bounds) =>
        `${metricWords(bounds.metric).label} by ${byLabel(bounds.by)}, people of unknown group: ${unknownSentence(bounds)}`,
    );
  const inequality = inequalitySentence(result.inequality ?? []);
  return [
    ...(result.scan ?? []).filter(looksAcross).map((scan) => scanSentence(scan, level)),
    ...within.slice(0, MOST_FINDINGS),
    ...unknown.slice(0, MOST_FINDINGS),
    ...(inequality === '' ? [] : [inequality]),
    ...(result.utility === undefined ? [] : [utilitySentence(result.utility)]),
  ].map((sentence) => `- ${escapeSentence(sentence)}`);
}

function furtherDetails(result: AuditResult): string[] {
  const findings = furtherFindings(result);
  return findings.length === 0 ? [] : details('Intersections, strata, unknown groups, inequality', findings);
}

function ruleDetails(result: AuditResult): string[] {
  const lines = rulesOf(result)
    .flatMap(ruleSentences)
    .map((sentence) => `- ${escapeSentence(sentence)}`);
  return lines.length === 0 ? [] : details('The rule that decided, beside its plan', lines);
}

/** Renders Markdown for a pull request: verdict, requirements, largest gaps, and everything else folded away. */
export function renderMarkdown(result: AuditResult): string {
  const { glyph } = headline(result);
  const shown = result.requirements.slice(0, MOST_REQUIREMENTS);
  return [
    `## ${glyph} ${escapeSentence(verdictSentence(result))}`,
    '',
    ...requirementTable(result),
    ...worstTable(result),
    ...simpsonWarnings(result),
    ...cautionLines(result),
    ...details(
      'What it means, in plain words',
      shown.flatMap((each) => detailOf(result, each)),
    ),
    ...furtherDetails(result),
    ...ruleDetails(result),
    ...details('Data and how to repeat this audit', dataLines(result)),
    '',
    `_${EVIDENCE_NOTE}_`,
    '',
  ].join('\n');
}
