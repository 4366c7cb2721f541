import { type Reason, shownOnFile } from '../../../core/explain/index.js';
import { isAdverse } from '../recorded/index.js';
import { waysOf } from '../ways/index.js';
import type { Shown } from './shown.js';

/** What can be said of reasons, and why where none are given. */
export interface ReasonsSaid {
  readonly status: 'ready' | 'not adverse' | 'withheld' | 'not registered' | 'no cutoff';
  readonly note: string | null;
}

const MODEL_ALONE = 'The reasons are those of the model; a person or a fallback decided in the end.';

const BROKEN_OFF =
  'To find them would take more questions to the endpoint of the version than the service allows for one decision (explanations.remoteEvaluations).';

const isBrokenOff = ({ unfinished }: Shown['made'], what: 'reasons' | 'recourse'): boolean =>
  unfinished?.includes(what) === true;

/**
 * Whether reasons may be said. Those of a model that decides otherwise today would be the reasons of another decision, and where a protected
 * or proxy factor leads nothing goes out.
 */
export function reasonsSaid({ decided, comparison, made, facts }: Shown): ReasonsSaid {
  const isSame = comparison.equal !== false;
  if (facts.explain.reasons === undefined) {
    return { status: 'not registered', note: 'No texts of reasons are registered with this version.' };
  }
  if (isBrokenOff(made, 'reasons')) return { status: 'withheld', note: BROKEN_OFF };
  if (made.reasons === null) {
    return {
      status: 'no cutoff',
      note: 'No cutoff makes the outcome of this decision, so no score fell short of one.',
    };
  }
  if (isAdverse(decided) === false) return { status: 'not adverse', note: 'The decision was in favour of the person.' };
  if (!isSame) {
    const note = 'Run again, the version gives another score or outcome than was recorded: replay the decision first.';
    return { status: 'withheld', note };
  }
  const { status, why } = made.reasons;
  if (status === 'ready') return { status, note: decided.route === 'automatic' ? null : MODEL_ALONE };
  if (status === 'not adverse') {
    return { status, note: 'The score is on the accepted side: what went against the person was not the model.' };
  }
  return { status: 'withheld', note: why };
}

/** The sentences of reasons in their order, each with the values that it is about as they were recorded. */
export const sentencesOf = (reasons: readonly Reason[]) =>
  reasons.map(({ sentence, values }) => ({
    sentence,
    values: values.map(({ label, unit, ...value }) => ({ name: label, unit, value: shownOnFile(value) })),
  }));

/** The changes that would have led to another outcome, and what is known where there are none. */
export function waysOut({ decided, made, facts, offerUntilMs }: Shown, said: ReasonsSaid) {
  const none = (note: string) => ({ status: 'none' as const, note, offer: null, ways: [] });
  if (facts.explain.constraints === undefined)
    return none('What a person may change is not registered with this version.');
  if (said.status === 'ready' && isBrokenOff(made, 'recourse')) return none(BROKEN_OFF);
  const row = said.status === 'ready' ? made.recourse?.rows[0] : undefined;
  if (row === undefined) return none('Changes are looked for where the reasons of an adverse decision may be given.');
  const ways = waysOf(made.recourse).map(({ changes }) => changes);
  const until = offerUntilMs === null ? null : new Date(offerUntilMs).toISOString();
  const note =
    until === null
      ? 'They are about the version that decided; another one may decide otherwise.'
      : 'They are an offer: made by the version that is named, and it holds until the time that is named, whichever version decides then.';
  const offer = until === null ? null : { version: decided.version, until };
  if (ways.length > 0) return { status: 'ways' as const, note, offer, ways };
  return none(
    row.proof === 'none exists'
      ? 'It is proved that no change which a person may make leads to another outcome.'
      : 'The search found no change that leads to another outcome; it does not prove that there is none.',
  );
}
