import { COST, type ReadBudget, spend } from './read-budget.js';

/** Longest text that is remembered; longer ones are no words of a format. */
const LONGEST_WORD = 40;
/** Most words that are remembered; a format has some dozens. */
const MOST_WORDS = 1024;

/** Short texts met in a file so far: keys and names of rules, which occur at every node. */
export type Words = Map<number, { readonly start: number; readonly length: number; readonly text: string }>;

/** The text of these bytes. A short text met before comes back as the same string; any other is charged to the budget. */
export function textAt(
  words: Words,
  bytes: Uint8Array,
  range: { start: number; end: number },
  budget: ReadBudget,
): string {
  const { start, end } = range;
  const length = end - start;
  const isShort = length <= LONGEST_WORD;
  const hash = isShort ? hashOf(bytes, start, end) : 0;
  const known = isShort ? words.get(hash) : undefined;
  if (known !== undefined && known.length === length && isSame(bytes, known.start, start, length)) return known.text;
  spend(budget, COST.text + length);
  const text = new TextDecoder().decode(bytes.subarray(start, end));
  if (isShort && known === undefined && words.size < MOST_WORDS) words.set(hash, { start, length, text });
  return text;
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0;
  for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + bytes[i]!) | 0;
  return hash;
}

function isSame(bytes: Uint8Array, a: number, b: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (bytes[a + i] !== bytes[b + i]) return false;
  return true;
}
