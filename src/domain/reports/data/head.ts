import { agree, counted } from '../../../core/base/counted.js';
import type { DataAuditResult } from '../../data-audits/index.js';
import { VERDICT_WORDS } from '../../wording/index.js';

const blocks = ({ tests }: DataAuditResult): boolean => tests.some(({ severity }) => severity === 'block');

/** The verdict as a sign, a word and a tone. */
export function headOf(result: DataAuditResult): { glyph: string; word: string; tone: string } {
  if (!blocks(result))
    return { glyph: VERDICT_WORDS.not_applicable.glyph, word: 'Nothing blocks', tone: 'not_applicable' };
  return { ...VERDICT_WORDS[result.verdict], tone: result.verdict };
}

/** The verdict in a sentence. */
export function dataVerdictSentence(result: DataAuditResult): string {
  const blocking = result.tests.filter(({ severity }) => severity === 'block');
  const failed = blocking.filter(({ verdict }) => verdict === 'fail').length;
  const warned =
    result.warnings > 0
      ? ` ${counted(result.warnings, blocks(result) ? 'other test' : 'test')} failed, which only ${agree(result.warnings, 'warns', 'warn')}.`
      : '';
  if (!blocks(result)) return `Nothing blocks: the policy names no test in dataAudit.${warned}`;
  const { word } = headOf(result);
  return failed > 0
    ? `${word}: ${failed} of ${counted(blocking.length, 'blocking test')} failed.${warned}`
    : `${word}: ${counted(blocking.length, 'blocking test')}, none failed.${warned}`;
}
