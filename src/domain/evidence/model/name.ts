import { EVIDENCE_LIMITS } from './limits.js';

/** Control characters, and those that turn the direction of text round, in which an ending could hide. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/**
 * The name of a file as people are shown it: without folders and without what cannot be seen. It names nothing on any disk.
 * @example shownName('C:\\photos\\my\u202Egpj.letter.pdf') // 'mygpj.letter.pdf'
 */
export function shownName(given: string): string {
  const name = given
    .slice(-1000)
    .replace(/^.*[\\/]/s, '')
    .replace(UNSEEN, '')
    .replace(/\s+/g, ' ')
    .trim();
  return [...name].slice(0, EVIDENCE_LIMITS.name).join('');
}
