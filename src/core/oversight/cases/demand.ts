import { TribuneError } from '../../base/errors.js';
import { gradeOf, isNoWorse, type OutcomeScale, type OutcomeValue } from '../scale/index.js';
import { reasonMissing, worseOutcome } from './reasons.js';

/** Longest reason of a reader, characters. */
export const MOST_REASON = 10_000;

/** Demands an outcome of the scale, with a reason: agreement needs one as disagreement does. */
export function demandOutcome(
  scale: OutcomeScale,
  { outcome, reason }: { readonly outcome: OutcomeValue; readonly reason: string },
): void {
  gradeOf(scale, outcome);
  if (reason.trim() === '')
    throw reasonMissing('no reason is given', { remedy: 'Say why, whether or not you agree with the machine.' });
  if (reason.length > MOST_REASON)
    throw invalid(`the reason has ${reason.length} characters`, `At most ${MOST_REASON} are taken.`);
}

/** Demands that nobody is worse off for having asked. */
export function demandNoWorse(scale: OutcomeScale, outcome: OutcomeValue, original: OutcomeValue): void {
  if (isNoWorse(scale, outcome, original)) return;
  throw worseOutcome('the outcome is worse for the person than the decision that is looked at', {
    remedy:
      'A review makes nothing worse for whoever asked. Keep the decision; facts that speak against the person are a case of their own, with a notice and rights of its own.',
  });
}

const invalid = (message: string, remedy: string): TribuneError => new TribuneError('INVALID', message, { remedy });
