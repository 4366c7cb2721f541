import { formatCount } from '../../../core/charts/index.js';
import { cleanLines } from '../../../core/markup/index.js';
import { boundText, measureText, sentenceCase, subjectText, VERDICT_WORDS } from '../../wording/index.js';
import type { Alternatives, CandidateResult } from '../alternatives/index.js';
import { lawMarkdown } from './law.js';
import {
  answerHeadline,
  answerSentence,
  candidateOf,
  candidateTitle,
  costOf,
  meanText,
  movedText,
  PRINTED_COSTS,
  partsSentence,
  qualityNote,
  qualityWords,
} from './words.js';

const cell = (value: string): string => value.replaceAll('|', '\\|').replaceAll('\n', ' ').trim();

/** A row of a table in Markdown. */
export const markdownRow = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map(markdownRow).join('\n');

/** Paragraphs as a document, in which no name turns round the numbers beside it. */
export const markdownOf = (paragraphs: readonly string[]): string => cleanLines([...paragraphs, ''].join('\n\n'));

/** The alternatives for a pull request or a letter: the answer, each with its quality, gap, people moved and cost, and what law says. */
export function renderAlternativesMarkdown(result: Alternatives): string {
  const { name, unit, differenceUnit } = qualityWords(result);
  const note = qualityNote(result);
  const { gap } = candidateOf(result, result.reference).judge;
  const head = [
    'alternative',
    name,
    `change of ${name}`,
    'gap',
    'verdict',
    'moved',
    'processor s',
    'times the unmitigated',
    'memory added',
    'who knows the group',
  ];
  const row = (one: CandidateResult): string[] => [
    `${candidateTitle(one)}${one.id === result.chosen ? ' (chosen)' : ''}${one.against?.levelsDown ? ' (levels down)' : ''}`,
    meanText(one.judge.quality, unit),
    one.against === null ? '' : meanText(one.against.quality, differenceUnit),
    measureText(one.judge.gap),
    VERDICT_WORDS[one.judge.gap.verdict].word,
    one.against === null ? '' : movedText(one.against.moved),
    one.seconds.toFixed(2),
    costOf(result, one).times,
    costOf(result, one).memory,
    one.groupKnown,
  ];
  const cautions = [...new Set(result.candidates.flatMap((one) => one.cautions))];
  const left = [
    ...result.data.excluded.map(({ reason, rows }) => `${formatCount(rows)} rows left out: ${reason}`),
    ...result.skipped.map((one) => `Not tried: ${one.technique} with ${one.learner}: ${one.reason}`),
    ...cautions,
  ];
  return markdownOf([
    `# Alternatives: ${result.policy.name} ${result.policy.version}`,
    `**${answerHeadline(result)}**`,
    answerSentence(result),
    `Gap: ${subjectText(gap)} (\`${result.requirement}\`), ${boundText(gap)} is allowed. ${sentenceCase(partsSentence(result))}. Every number is of the judging part.`,
    tableOf(head, result.candidates.map(row)),
    PRINTED_COSTS,
    ...(note === null ? [] : [`${sentenceCase(note)}.`]),
    ...(left.length === 0 ? [] : [left.map((line) => `- ${line}`).join('\n')]),
    ...lawMarkdown(
      result.candidates.map(({ technique }) => technique),
      markdownRow,
    ),
    `Made by ${result.tool.name} ${result.tool.version} from policy ${result.policy.digest} and data ${result.data.digest}.`,
  ]);
}
