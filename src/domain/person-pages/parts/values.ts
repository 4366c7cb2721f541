import { printExact } from '../../../core/base/exact-json.js';
import type { MarkupContent } from '../../../core/markup/index.js';
import type { OutcomeScale, OutcomeValue } from '../../../core/oversight/index.js';
import type { Words } from '../words/index.js';
import { foreign } from './frame.js';

/** The name of an input for people: nothing else is known of it. */
export const nameOf = (name: string): string => name.replaceAll(/[_\s]+/g, ' ').trim() || name;

/** A recorded value as text. */
export function valueText(words: Words, value: unknown): string {
  if (value === null || value === undefined || value === '') return words.of('empty');
  if (typeof value === 'boolean') return words.of(value ? 'yes' : 'no');
  return typeof value === 'string' ? value : printExact(value);
}

export const valueMarkup = (words: Words, value: unknown): MarkupContent => foreign(valueText(words, value));

/** An outcome in words of its own: whether it is good for the person, or what it is. */
export function outcomeWords(words: Words, scale: OutcomeScale, outcome: OutcomeValue): MarkupContent {
  if (scale.kind === 'binary') return words.of(outcome === scale.favourable ? 'wordFavourable' : 'wordUnfavourable');
  return foreign(scale.kind === 'amount' ? `${outcome} ${scale.unit}` : String(outcome));
}
