import type { Fact, FactState } from './facts.js';
import type { SilenceState } from './silence.js';

/** What is remembered of a fact, as JSON. */
export type FactJson = Readonly<SilenceState>;

export const factJson = (state: FactState): FactJson => ({ ...state });

const CONDITIONS: readonly unknown[] = ['watching', 'firing', 'resolved'];

/** Reads what `factJson` wrote; null where it does not fit the facts of the plan. */
export function readFacts(facts: readonly Fact[], json: unknown): FactState[] | null {
  if (!Array.isArray(json) || json.length !== facts.length) return null;
  const states: FactState[] = [];
  for (const one of json as unknown[]) {
    const state = readSilence(one);
    if (state === null) return null;
    states.push(state);
  }
  return states;
}

function readSilence(json: unknown): SilenceState | null {
  if (typeof json !== 'object' || json === null) return null;
  const { condition, changedAt, alarms, fromMs, toMs, isSettled, decisions } = json as SilenceState;
  const isWhole =
    CONDITIONS.includes(condition) &&
    [changedAt, fromMs ?? 0, toMs ?? 0].every(Number.isSafeInteger) &&
    [alarms, decisions].every((count) => Number.isSafeInteger(count) && count >= 0) &&
    typeof isSettled === 'boolean' &&
    (condition !== 'firing' || typeof fromMs === 'number');
  return isWhole ? { condition, changedAt, alarms, fromMs, toMs, isSettled, decisions } : null;
}
