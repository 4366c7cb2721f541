import { agree, counted } from '../../core/base/counted.js';
import { evidenceUnits, type RequirementResult, type Verdict } from '../../core/policy/sections/index.js';
import type { AuditResult } from '../audits/result/index.js';
import { keyText } from './groups.js';

/** Word and sign of each verdict, the same in every report. */
export const VERDICT_WORDS: Readonly<Record<Verdict, { readonly glyph: string; readonly word: string }>> = {
  pass: { glyph: '\u2713', word: 'Passed' },
  fail: { glyph: '\u2717', word: 'Failed' },
  inconclusive: { glyph: '?', word: 'Not enough evidence' },
  not_applicable: { glyph: '\u2013', word: 'Does not apply' },
};

/** Note in the headline of a pass on the groups that it does not cover (contracts, How a requirement is judged). */
function smallGroupsNote(requirement: RequirementResult): string {
  const few = requirement.insufficientGroups.length;
  return requirement.verdict === 'pass' && few > 0 ? `, ${counted(few, 'group')} too small to judge` : '';
}

/** Status of a requirement: a waived failure counts as passed and says so, and a pass names how many groups it does not cover. */
export const statusWord = (requirement: RequirementResult): string =>
  requirement.waived && requirement.verdict !== 'pass'
    ? `${VERDICT_WORDS[requirement.verdict].word}, waived`
    : `${VERDICT_WORDS[requirement.verdict].word}${smallGroupsNote(requirement)}`;

const namesOf = (requirements: readonly RequirementResult[]): string => requirements.map((each) => each.id).join(', ');

const open = (result: AuditResult, verdict: Verdict): RequirementResult[] =>
  result.requirements.filter((each) => each.severity === 'block' && each.verdict === verdict && each.waived === null);

function reasonOf(result: AuditResult): string {
  const blocking = result.requirements.filter((each) => each.severity === 'block');
  const total = counted(blocking.length, 'blocking requirement');
  if (result.verdict === 'fail') {
    const failed = open(result, 'fail');
    return `${failed.length} of ${total} ${agree(failed.length, 'was', 'were')} not met (${namesOf(failed)})`;
  }
  if (result.verdict === 'inconclusive') {
    return `the data cannot decide ${namesOf(open(result, 'inconclusive'))}; no blocking requirement failed`;
  }
  if (result.verdict === 'not_applicable') {
    return `the data lacks what ${namesOf(open(result, 'not_applicable'))} needs`;
  }
  const waived = blocking.filter((each) => each.waived !== null && each.verdict !== 'pass').length;
  return waived === 0
    ? `${blocking.length === 1 ? 'the blocking requirement was' : `all ${total} were`} met`
    : `of ${total}, ${blocking.length - waived} met and ${waived} waived`;
}

/** Says which groups a blocking pass does not cover; a failure or an open verdict treats them in its own part. */
function unjudged(result: AuditResult): string {
  if (result.verdict !== 'pass') return '';
  const blocking = result.requirements.filter((each) => each.severity === 'block');
  const few = new Set(blocking.flatMap((each) => each.insufficientGroups.map(keyText)));
  const [unit = 'people', ...others] = new Set(blocking.map(({ metric }) => evidenceUnits(metric)));
  return few.size === 0
    ? ''
    : ` ${counted(few.size, 'group')} had too few ${others.length === 0 ? unit : 'people'} to be judged.`;
}

/** Whether no requirement blocks; such a policy cannot fail, so its `pass` says nothing about the data. */
const blocksNothing = (result: AuditResult): boolean => result.requirements.every((each) => each.severity !== 'block');

function warningsReason(result: AuditResult): string {
  const all = result.requirements.length;
  if (all === 0) return 'the policy has no requirements';
  const count = (of: (each: AuditResult['requirements'][number]) => boolean): number =>
    result.requirements.filter(of).length;
  const unmet = count((each) => each.verdict === 'fail' && each.waived === null);
  const others = [
    [count((each) => each.waived !== null), 'waived'],
    [count((each) => each.verdict === 'inconclusive' && each.waived === null), 'not decided'],
    [count((each) => each.verdict === 'not_applicable' && each.waived === null), 'not applicable'],
  ] as const;
  const beside = others.flatMap(([n, what]) => (n === 0 ? [] : [`, ${n} ${what}`])).join('');
  return `every requirement of the policy only warns; ${unmet} of ${all} ${agree(unmet, 'was', 'were')} not met${beside}`;
}

/** Sign, words and colour of the whole audit. */
export function headline(result: AuditResult): {
  readonly glyph: string;
  readonly word: string;
  readonly tone: Verdict;
} {
  return blocksNothing(result)
    ? { glyph: VERDICT_WORDS.not_applicable.glyph, word: 'Nothing blocks', tone: 'not_applicable' }
    : { ...VERDICT_WORDS[result.verdict], tone: result.verdict };
}

/**
 * The verdict of an audit in one sentence, with which every report begins.
 *
 * @example
 * verdictSentence(result); // 'Failed: 2 of 2 blocking requirements were not met (four-fifths, false-alarms-equal).'
 */
export function verdictSentence(result: AuditResult): string {
  if (blocksNothing(result)) return `Nothing blocks: ${warningsReason(result)}.`;
  const { word } = VERDICT_WORDS[result.verdict];
  const warned = result.warnings === 0 ? '' : ` ${counted(result.warnings, 'warning')} besides.`;
  return `${word}: ${reasonOf(result)}.${unjudged(result)}${warned}`;
}

/** Why this is no legal opinion; it is in every report for people. */
export const EVIDENCE_NOTE =
  'This is evidence for a judgement, not the judgement itself: the audit tests the stated requirements on the stated data; it cannot say that a use is lawful or fair.';
