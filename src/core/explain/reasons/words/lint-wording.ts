import { PROTECTED_WORDING, VAGUE_WORDING } from './vague-wording.js';

export interface WordingFault {
  readonly found: string;
  readonly why: string;
  readonly basis: string;
}

/** Fewest words of a reason: "Length of residence" is enough for the commentary to Reg B, one word hardly is. */
const MIN_WORDS = 2;

/** Faults of a reason's wording: vague, naming a protected characteristic, or too short to be specific. */
export function lintWording(text: string): WordingFault[] {
  const faults = [...VAGUE_WORDING, ...PROTECTED_WORDING].flatMap(({ pattern, why, basis }): WordingFault[] => {
    const found = pattern.exec(text);
    return found === null ? [] : [{ found: found[0], why, basis }];
  });
  if (text.trim().split(/\s+/).filter(Boolean).length < MIN_WORDS) {
    faults.push({ found: text.trim(), why: 'is too short to be specific', basis: 'ours: two words at least' });
  }
  return faults;
}
