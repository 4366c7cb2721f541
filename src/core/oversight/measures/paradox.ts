import { TribuneError } from '../../base/errors.js';

/** What is known of a reader and a machine that decide together, each from 0 to 1. */
export interface ParadoxInputs {
  /** How often the reader alone is right, also on what the machine gets wrong. */
  readonly human: number;
  /** How often the machine alone is right. */
  readonly model: number;
  /** Of the machine's wrong answers, the share that the reader accepts. */
  readonly wrongAccepted: number;
  /** Of the machine's right answers, the share that the reader overrides. */
  readonly rightOverridden: number;
}

/** What comes of both together. */
export interface Paradox {
  /** How often both together are right. */
  readonly pair: number;
  /** The same where nothing right of either were lost: what the pair is worth at most. */
  readonly either: number;
  /** The better of the two alone. */
  readonly better: 'human' | 'model' | 'equal';
  /** The pair less the better of the two. */
  readonly beyondBetter: number;
  /** Share of right answers overridden from which on the pair is worse than the machine alone; null where the machine is never right. */
  readonly breakEven: number | null;
}

/**
 * What a reader beside a machine is worth: machine right and kept, plus machine wrong, not accepted, and the reader right. It takes all four inputs: how
 * good each is alone does not say what they are together, and a rate of overrides does not say how many of them were wrong.
 *
 * @throws TribuneError INVALID_ARGUMENT for a number outside 0..1
 * @example automationParadox({ human: 0.92, model: 0.95, wrongAccepted: 0.7, rightOverridden: 0 }).pair // 0.9638
 */
export function automationParadox({ human, model, wrongAccepted, rightOverridden }: ParadoxInputs): Paradox {
  for (const [name, value] of Object.entries({ human, model, wrongAccepted, rightOverridden }))
    if (!(value >= 0 && value <= 1))
      throw new TribuneError('INVALID_ARGUMENT', `${name} is ${value}`, { remedy: 'Give a share from 0 to 1.' });
  const caught = (1 - model) * (1 - wrongAccepted) * human;
  const pair = model * (1 - rightOverridden) + caught;
  return {
    ...{ pair, either: 1 - (1 - model) * (1 - human) },
    better: human === model ? 'equal' : human > model ? 'human' : 'model',
    beyondBetter: pair - Math.max(human, model),
    breakEven: model === 0 ? null : Math.min(1, caught / model),
  };
}
