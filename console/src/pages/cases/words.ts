import type { Case, OutcomeScale, OutcomeValue } from '../../api/cases.js';

/** How sure a reader is, in words. */
export const CONFIDENCE = [
  [1, 'guessing'],
  [2, 'rather unsure'],
  [3, 'fairly sure'],
  [4, 'sure'],
  [5, 'certain'],
] as const;

export const QUEUE_NAMES: Readonly<Record<Case['queue'], string>> = {
  legal: 'deadline in law, stop or incident',
  appeal: 'appeal',
  uncertain: 'the model is unsure',
  fairness: 'drawn for a group',
  quality: 'drawn at random',
};

export const ORIGIN_NAMES: Readonly<Record<Case['origin'], string>> = {
  hand: 'opened by hand',
  appeal: 'contested',
  policy: 'opened by the policy',
};

export const STAGE_NAMES: Readonly<Record<Case['stage'], string>> = {
  waiting: 'waits for a reader',
  reading: 'is read blind',
  revealed: 'is read, machine shown',
  'panel-waiting': 'waits for a panel',
  'panel-reading': 'is read blind by a panel',
  'panel-revealed': 'is read by a panel, machine shown',
  'awaiting-subject': 'waits for the person',
  escalated: 'escalated',
  decided: 'decided, not told',
  communicated: 'told, not closed',
  closed: 'closed',
};

/** An outcome in words. */
export function outcomeText(scale: OutcomeScale, value: OutcomeValue): string {
  if (scale.kind === 'binary') return value === scale.favourable ? 'for the person (favourable)' : 'against the person';
  return scale.kind === 'amount' ? `${value} ${scale.unit}` : String(value);
}

/** Outcomes that a reader may choose by a button, the best for the person first; null where an amount is typed. */
export function choicesOf(scale: OutcomeScale): readonly OutcomeValue[] | null {
  if (scale.kind === 'binary') return scale.favourable === 1 ? [1, 0] : [0, 1];
  if (scale.kind === 'amount') return null;
  return scale.isHigherBetter ? scale.levels.toReversed() : scale.levels;
}

/** Whether an outcome is worse for the person than another one: such an answer is refused. False for amounts that cannot be read. */
export function isWorse(scale: OutcomeScale, value: OutcomeValue, than: OutcomeValue): boolean {
  const choices = choicesOf(scale);
  if (choices !== null) return choices.indexOf(value) > choices.indexOf(than);
  const [one, other] = [Number(value), Number(than)];
  if (scale.kind !== 'amount' || String(value).trim() === '' || Number.isNaN(one) || Number.isNaN(other)) return false;
  return scale.isHigherBetter ? one < other : one > other;
}

/** Whether an outcome is better for the person than another one, so that it changes the decision. */
export const isBetter = (scale: OutcomeScale, value: OutcomeValue, than: OutcomeValue): boolean =>
  isWorse(scale, than, value);

/** A value of an input as text. */
export const inputText = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? 'not recorded' : JSON.stringify(value);
