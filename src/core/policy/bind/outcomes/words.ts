import { suggest } from '../../../base/suggest.js';
import {
  type ClassTally,
  classTallyFromJson,
  classTallyOf,
  mergeClassTallies,
  mergeOrderedTallies,
  type OrderedTally,
  orderedTallyFromJson,
  orderedTallyOf,
} from '../../../fairness/outcomes/index.js';
import type { ClassOutcome, OrderedOutcome } from '../../sections/index.js';
import type { OutcomeBinding, OutcomeCell, OutcomeFault, OutcomeValues, TallyFrame } from './binding.js';

type WordOutcome = OrderedOutcome | ClassOutcome;

/** The words that a decision may be, in their order. */
export const wordsOf = (outcome: WordOutcome): readonly string[] =>
  outcome.type === 'ordered' ? outcome.levels : outcome.classes;

/** Most declared words that a message lists. */
const LISTED = 12;

/** Decisions that are one of declared words: levels with an order, classes without one. */
export function wordBinding(outcome: WordOutcome): OutcomeBinding<OrderedTally | ClassTally> {
  const words = wordsOf(outcome);
  const placeByWord = new Map(words.map((word, place) => [word, place]));
  const none = new Set(outcome.none);
  const fault = (role: 'word' | 'label', at: number): OutcomeFault => ({
    role: `outcome:${role}`,
    at,
    holds: (values) => values[at]!.text !== null && !placeByWord.has(values[at]!.text!),
    is: `not among data.outcome.${outcome.type === 'ordered' ? 'levels' : 'classes'}`,
    remedy: (examples) => undeclared(examples, words),
  });
  return {
    columns: [
      { column: outcome.column, named: 'data.outcome.column', isNumber: false },
      ...(outcome.label === null ? [] : [{ column: outcome.label, named: 'data.label', isNumber: false }]),
    ],
    exclusions: [
      { exclude: 'outcome', holds: ([decided]) => decided!.text === null },
      ...(none.size === 0
        ? []
        : [{ exclude: 'none' as const, holds: ([decided]: OutcomeValues) => none.has(decided!.text ?? '') }]),
    ],
    faults: [fault('word', 0), ...(outcome.label === null ? [] : [fault('label', 1)])],
    placeOf: ([decided, label]) => ({
      place: placeByWord.get(decided!.text!)!,
      label: label?.text == null ? null : placeByWord.get(label.text)!,
    }),
    placeOfCode(code) {
      const label = code % (words.length + 1);
      return { place: Math.floor(code / (words.length + 1)), label: label === words.length ? null : label };
    },
    read: outcome.type === 'ordered' ? orderedTallyFromJson : classTallyFromJson,
    merge: (a, b) =>
      a.outcome === 'ordered' ? mergeOrderedTallies(a, b as OrderedTally) : mergeClassTallies(a, b as ClassTally),
    tallyOf: (frame, cells) =>
      outcome.type === 'ordered' ? ordered(outcome, frame, cells) : classes(outcome, frame, cells),
  };
}

function ordered(
  { levels, favourable }: OrderedOutcome,
  { rowsRead, excluded, ...frame }: TallyFrame,
  cells: readonly OutcomeCell[],
): OrderedTally {
  const counted = cells.map(({ place, ...cell }) => ({ ...cell, level: place }));
  return orderedTallyOf({ ...frame, levels, favourable }, { rowsRead, excluded, cells: counted });
}

function classes(
  { classes: names, favourable }: ClassOutcome,
  { rowsRead, excluded, ...frame }: TallyFrame,
  cells: readonly OutcomeCell[],
): ClassTally {
  const counted = cells.map(({ place, ...cell }) => ({ ...cell, class: place }));
  return classTallyOf({ ...frame, classes: names, favourable }, { rowsRead, excluded, cells: counted });
}

/** What to do about words that nobody declared: the nearest declared one where there is one. */
function undeclared(examples: readonly string[], words: readonly string[]): string {
  const listed = words.slice(0, LISTED).join(', ');
  const more = words.length > LISTED ? ` and ${words.length - LISTED} more` : '';
  const near = examples.length === 0 ? null : suggest(examples[0]!, words);
  return `${near === null ? '' : `Did you mean ${JSON.stringify(near)}? `}Declared are ${listed}${more}. Declare it, mend the data, or list what means missing in data.missing, what says that nothing was decided in data.outcome.none.`;
}
