import type { Fact, FactState } from './facts.js';
import { readSilence } from './silence.js';
import { readVolume } from './volume.js';

/** What is remembered of a fact, as JSON. */
export type FactJson = Readonly<FactState>;

export const factJson = (state: FactState): FactJson => ({ ...state });

/** Reads what `factJson` wrote; null where it does not fit the facts of the plan. */
export function readFacts(facts: readonly Fact[], json: unknown): FactState[] | null {
  if (!Array.isArray(json) || json.length !== facts.length) return null;
  const states: FactState[] = [];
  for (const [f, one] of (json as unknown[]).entries()) {
    const state = facts[f]!.kind === 'silence' ? readSilence(one) : readVolume(one);
    if (state === null) return null;
    states.push(state);
  }
  return states;
}
