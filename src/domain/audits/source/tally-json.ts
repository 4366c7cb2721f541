import { amountTallyFromJson, amountTallyToJson } from '../../../core/fairness/outcomes/amount/index.js';
import {
  classTallyFromJson,
  orderedTallyFromJson,
  rankingSetsFromJson,
  rankingSetsToJson,
  stagesTallyFromJson,
} from '../../../core/fairness/outcomes/index.js';
import { tallyToJson } from '../../../core/fairness/tally/api.js';
import type { Tally } from '../../../core/fairness/tally/index.js';
import type { Outcome } from '../../../core/policy/sections/index.js';
import type { OutcomeTally } from './source.js';

export const isOutcomeTally = (tally: Tally | OutcomeTally): tally is OutcomeTally => 'outcome' in tally;

/** A tally of any decisions as plain JSON data. */
export function anyTallyToJson(tally: Tally | OutcomeTally): Record<string, unknown> {
  if (!isOutcomeTally(tally)) return tallyToJson(tally);
  if (tally.outcome === 'ranking') return rankingSetsToJson(tally);
  // Tallies of words hold counts only, which JSON takes as they are.
  return tally.outcome === 'amount' ? amountTallyToJson(tally) : { ...tally };
}

/**
 * Reads a tally of the type that a policy declares, as `anyTallyToJson` wrote it.
 *
 * @throws TribuneError TALLY_INVALID
 */
export function outcomeTallyFromJson(json: unknown, { type }: Pick<Outcome, 'type'>): OutcomeTally {
  switch (type) {
    case 'amount':
      return amountTallyFromJson(json);
    case 'ordered':
      return orderedTallyFromJson(json);
    case 'class':
      return classTallyFromJson(json);
    case 'stages':
      return stagesTallyFromJson(json);
    case 'ranking':
      return rankingSetsFromJson(json);
  }
}
