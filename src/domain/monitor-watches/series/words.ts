import { wordsOf } from '../../../core/policy/bind/index.js';
import type { Requirement } from '../../../core/policy/index.js';
import type { ClassOutcome, OrderedOutcome } from '../../../core/policy/sections/index.js';

import { type CountedWords, labelledEvents } from './labelled-words.js';

type WordOutcome = OrderedOutcome | ClassOutcome;

/**
 * Tells words apart as far as requirements do: those that every requirement counts alike share a place, so that a cell of a hundred levels under one
 * bound has two.
 */
export function countedWords(outcome: WordOutcome, requirements: readonly Requirement[]): CountedWords {
  const events = requirements.flatMap((one) => {
    const words = eventOf(one, outcome)?.words;
    return words === undefined ? (one.live === false ? [] : labelledEvents(one, outcome)) : [words];
  });
  const places = new Map<string, number>();
  const words = wordsOf(outcome).map((word) => {
    const signature = events.map((event) => Number(event.has(word))).join('');
    const place = places.get(signature) ?? places.size;
    places.set(signature, place);
    return place;
  });
  return { places: places.size, words };
}

/** The places of the words that a requirement counts; null where it is no rate of such an event. */
export function placesOfEvent(
  requirement: Requirement,
  outcome: WordOutcome,
  { words }: CountedWords,
): ReadonlySet<number> | null {
  const event = eventOf(requirement, outcome);
  if (event === null) return null;
  return new Set(wordsOf(outcome).flatMap((word, i) => (event.words.has(word) ? [words[i]!] : [])));
}

/** The words of a share: a level and all that are better, a class, or every favourable class. */
function eventOf(
  { metric, atLevel, class: name }: Requirement,
  outcome: WordOutcome,
): { readonly words: ReadonlySet<string> } | null {
  if (outcome.type === 'class')
    return metric === 'class_rate' ? { words: new Set(name === undefined ? outcome.favourable : [name]) } : null;
  if (metric !== 'share_at_least' || atLevel === undefined) return null;
  const at = outcome.levels.indexOf(atLevel);
  return {
    words: new Set(outcome.favourable === 'higher' ? outcome.levels.slice(at) : outcome.levels.slice(0, at + 1)),
  };
}
