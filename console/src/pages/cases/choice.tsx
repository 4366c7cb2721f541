import type { OutcomeScale, OutcomeValue } from '../../api/cases.js';
import { TextField } from '../../parts/text-field.js';
import { numbered } from './number-keys.js';
import { choicesOf, isWorse, outcomeText } from './words.js';

interface ChoiceProps {
  readonly legend: string;
  readonly scale: OutcomeScale;
  /** What is chosen, as text; empty for nothing yet. */
  readonly chosen: string;
  readonly onChoose: (outcome: string) => void;
  /** What the machine decided, where that is known: what is worse for the person is refused. */
  readonly original?: OutcomeValue;
}

/** The outcome of a view or an answer: a button for each, or a field for an amount. */
export function OutcomeChoice({ legend, scale, chosen, onChoose, original }: ChoiceProps) {
  const choices = choicesOf(scale);
  if (choices === null)
    return (
      <TextField
        label={`${legend}${scale.kind === 'amount' ? ` (in ${scale.unit})` : ''}`}
        most={40}
        isRequired
        value={chosen}
        onChange={onChoose}
      />
    );
  return (
    <fieldset className="choices">
      <legend>{legend}</legend>
      <div className="key-choices">
        {choices.map((one, at) => (
          <Choice
            key={String(one)}
            number={at + 1}
            isChosen={chosen === String(one)}
            isDisabled={original !== undefined && isWorse(scale, one, original)}
            onChoose={() => onChoose(String(one))}
          >
            {outcomeText(scale, one)}
          </Choice>
        ))}
      </div>
    </fieldset>
  );
}

interface OneProps {
  readonly number: number;
  readonly isChosen: boolean;
  readonly isDisabled?: boolean;
  readonly onChoose: () => void;
  readonly children: string;
}

/** A button that stays pressed, with the key that presses it. */
export const Choice = ({ number, isChosen, isDisabled = false, onChoose, children }: OneProps) => (
  <button
    type="button"
    className="button key-choice"
    aria-pressed={isChosen}
    disabled={isDisabled}
    onClick={onChoose}
    {...numbered(number)}
  >
    {number > 9 ? null : <kbd>{number}</kbd>}
    <bdi>{children}</bdi>
  </button>
);

/** The outcome that a text stands for. */
export function outcomeOf(scale: OutcomeScale, text: string): OutcomeValue {
  if (scale.kind === 'binary') return text === '1' ? 1 : 0;
  return text.trim();
}
