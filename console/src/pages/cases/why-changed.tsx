import { useQuery } from '@tanstack/react-query';
import type { wire } from 'tribune/client';
import { explanationQuery } from '../../api/cases.js';

export type Because = NonNullable<wire.CaseAnswer['because']>;
export type Verdicts = NonNullable<wire.CaseAnswer['verdicts']>;

/** Where a fault can have been, in words. */
export const BECAUSE: readonly (readonly [Because, string])[] = [
  ['data-error', 'something recorded of the person was wrong'],
  ['model-error', 'the model judged right data wrongly'],
  ['policy', 'the rule itself should be another'],
  ['process', 'it was not decided as it should be'],
  ['new-fact', 'something became known since'],
];

interface BecauseProps {
  readonly chosen: Because | null;
  readonly onChoose: (because: Because) => void;
}

/** Where the fault was, of an answer that changes the decision: several with one are looked at together. */
export const BecauseChoice = ({ chosen, onChoose }: BecauseProps) => (
  <label>
    Where was the fault?{' '}
    <select required value={chosen ?? ''} onChange={({ target }) => onChoose(target.value as Because)}>
      <option value="" disabled>
        Choose one
      </option>
      {BECAUSE.map(([one, words]) => (
        <option key={one} value={one}>
          {words}
        </option>
      ))}
    </select>
  </label>
);

interface VerdictProps {
  readonly id: string;
  readonly given: Verdicts;
  readonly onGive: (verdicts: Verdicts) => void;
}

/** For each reason that the machine gave, whether it holds; left open where the reader does not know. */
export function VerdictsOf({ id, given, onGive }: VerdictProps) {
  const made = useQuery(explanationQuery(id)).data;
  if (made === undefined || 'status' in made || made.reasons.sentences.length === 0) return null;
  const give = (sentence: string, verdict: string): void => {
    const { [sentence]: _, ...others } = given;
    onGive(verdict === '' ? others : { ...others, [sentence]: verdict as Verdicts[string] });
  };
  return (
    <fieldset>
      <legend>Do the machine’s reasons hold?</legend>
      {made.reasons.sentences.map(({ sentence }) => (
        <label key={sentence}>
          <bdi>{sentence}</bdi>{' '}
          <select value={given[sentence] ?? ''} onChange={({ target }) => give(sentence, target.value)}>
            <option value="">I do not know</option>
            <option value="confirmed">It holds</option>
            <option value="denied">It does not</option>
          </select>
        </label>
      ))}
    </fieldset>
  );
}
