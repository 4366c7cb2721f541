import { durationMs } from '../../core/base/durations.js';
import type { FactShown } from './fact-change.js';
import { type SilenceFact, type SilenceState, silenceShown, startSilence } from './silence.js';

/** Something about the data of a deployment that is so or is not. */
export type Fact = SilenceFact;

/** What is remembered of a fact. */
export type FactState = SilenceState;

/** The facts that the policy asks for. */
export const planFacts = ({
  block,
  quality,
}: {
  readonly block: string;
  readonly quality?: { readonly silence?: string | undefined } | undefined;
}): Fact[] => {
  const { silence } = quality ?? {};
  if (silence === undefined) return [];
  const id = 'quality.silence';
  return [{ kind: 'silence', id, longestMs: durationMs(silence), blockMs: durationMs(block), severity: 'ticket' }];
};

/** A state for each fact of a deployment of which nothing is known. */
export const startFacts = (facts: readonly Fact[]): FactState[] => facts.map(startSilence);

/** A fact as it stands. */
export const factShown = (fact: Fact, state: FactState): FactShown => silenceShown(fact, state);
