import { namesInText } from 'tribune/charts';
import { plainText } from './plain-text.js';

/** Names that a sentence may have in it, such as those of the values of a group. */
type Names = Readonly<Record<string, string | null>> | null;

/**
 * A sentence of the service with the names of groups in it. One that is written from the right stands between two marks, so that a number beside
 * it is drawn where the sentence has it.
 */
export function sentenceText(sentence: string, groups: readonly Names[]): string {
  const names = groups.flatMap((group) => Object.values(group ?? {})).filter((name) => name !== null);
  return plainText(namesInText(sentence, names));
}
