import { chanceOf, type RulePart } from '../../../core/mitigation/index.js';

/** What a rule says of one person. */
export interface RuledOutcome {
  /** null: the rule decides nothing about this person. */
  readonly outcome: 0 | 1 | null;
  /** Probability of a 1 by the score; null where nothing is decided. */
  readonly chance: number | null;
  /** The number in [0, 1) that decided; null where the score leaves nothing open. */
  readonly draw: number | null;
}

const NOTHING: RuledOutcome = { outcome: null, chance: null, draw: null };

/**
 * Decides about one person. Files, the service and replays all decide by this function.
 *
 * @param mixture the cutoffs of the person's group; null where the rule has none for it
 * @param others the cutoff of whoever is of no group of the rule; null: no decision
 * @param score NaN where there is none
 * @param draw a number in [0, 1), always the same for the person; called only where the score leaves the decision open
 * @example decideBy([{ cutoff: 0.6, probability: 0.5 }, { cutoff: 0.4, probability: 0.5 }], null, 0.5, () => 0.3) // { outcome: 1, chance: 0.5, draw: 0.3 }
 */
export function decideBy(
  mixture: readonly RulePart[] | null,
  others: number | null,
  score: number,
  draw: () => number,
): RuledOutcome {
  if (Number.isNaN(score) || (mixture === null && others === null)) return NOTHING;
  const chance = mixture === null ? +(score >= others!) : chanceOf(mixture, score);
  if (chance <= 0 || chance >= 1) return { outcome: chance >= 1 ? 1 : 0, chance, draw: null };
  const drawn = draw();
  return { outcome: drawn < chance ? 1 : 0, chance, draw: drawn };
}
