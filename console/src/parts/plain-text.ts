/** Marks that turn round what follows them, which nobody sees (Unicode UAX 9: embeddings, overrides, isolates). */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A text from outside without marks that turn round what follows: a name that holds one would have the numbers of its sentence read backwards.
 * In their place stands the sign of a character that cannot be shown.
 */
export const plainText = (text: string): string => text.replace(TURNS, '\ufffd');

/** Letters that are written from the right. */
const FROM_THE_RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
/** U+200E LEFT-TO-RIGHT MARK, which nobody sees. */
const TO_RIGHT = '\u200e';

/**
 * A sentence of the service with the names of groups in it. One that is written from the right stands between two marks, so that a number beside
 * it is drawn where the sentence has it.
 */
export function sentenceText(
  sentence: string,
  groups: readonly (Readonly<Record<string, string | null>> | null)[],
): string {
  const turning = groups
    .flatMap((group) => Object.values(group ?? {}))
    .filter((name): name is string => name !== null && FROM_THE_RIGHT.test(name));
  if (turning.length === 0) return plainText(sentence);
  // The longest first: of two names one may be the beginning of the other, and marks within a name turn its words round.
  const names = turning.toSorted((a, b) => b.length - a.length).map(literally);
  return plainText(sentence.replace(new RegExp(names.join('|'), 'g'), (name) => `${TO_RIGHT}${name}${TO_RIGHT}`));
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
